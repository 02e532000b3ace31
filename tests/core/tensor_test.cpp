#include "core/tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const TensorSpec kPixels = {"pixels", DType::kFloat32, {{0, "N"}, {3, ""}, {0, "L"}, {0, "L"}}, ""};

HostTensor zeros(std::vector<int64_t> shape, DType type = DType::kFloat32) {
  return HostTensor::make(type, std::move(shape));
}

TEST(HostTensor, HoldsACopyOfItsValues) {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  const HostTensor tensor = HostTensor::of<float>({3, 2}, values.data());
  values.assign(6, 0);
  EXPECT_EQ(tensor.count(), 6);
  EXPECT_EQ(tensor.bytes.size(), 24u);
  EXPECT_EQ(tensor.values<float>()[5], 6);
  EXPECT_EQ(zeros({}).count(), 1) << "a scalar";
  EXPECT_EQ(zeros({0, 2}).count(), 0);
}

TEST(HostTensor, ValuesOfAnotherTypeAreABug) {
  EXPECT_THROW(zeros({2}).values<int64_t>(), std::logic_error);
  EXPECT_THROW(zeros({2}, DType::kFloat64).values<float>(), std::logic_error);
}

TEST(HostTensor, GivesEachValueAsAnotherType) {
  const std::vector<float> values = {0, 2, 7};
  const HostTensor indices = HostTensor::of<float>({3}, values.data()).as(DType::kInt64);
  EXPECT_EQ(indices.type, DType::kInt64);
  EXPECT_THAT(indices.shape, ElementsAre(3));
  EXPECT_THAT(std::vector<int64_t>(indices.values<int64_t>(), indices.values<int64_t>() + 3),
              ElementsAre(0, 2, 7));
  EXPECT_EQ(indices.as(DType::kFloat64).values<double>()[2], 7.0);
  for (const DType type : {DType::kInt32, DType::kUint8, DType::kFloat32})
    EXPECT_EQ(indices.as(type).bytes.size(), 3 * size_of(type));
}

TEST(TensorSpec, IsDescribedWithItsTypeAndAxes) {
  EXPECT_EQ(describe(kPixels), "float32 [N, 3, L, L]");
  EXPECT_EQ(describe({"x", DType::kFloat64, {{0, ""}}, ""}), "float64 [?]");
}

TEST(FindMismatch, ATensorThatFitsHasNone) {
  EXPECT_EQ(find_mismatch(kPixels, zeros({5, 3, 8, 8})), "");
  EXPECT_EQ(find_mismatch({"x", DType::kFloat32, {{0, ""}, {0, ""}}, ""}, zeros({2, 9})), "");
}

TEST(FindMismatch, TellsWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(find_mismatch(kPixels, zeros({5, 1, 8, 8})),
            "expected float32 [N, 3, L, L], got float32 [5, 1, 8, 8]");
  EXPECT_THAT(find_mismatch(kPixels, zeros({5, 3, 8, 8}, DType::kUint8)), HasSubstr("got uint8"));
  EXPECT_THAT(find_mismatch(kPixels, zeros({3, 8, 8})), HasSubstr("[3, 8, 8]"));
  EXPECT_NE(find_mismatch(kPixels, zeros({0, 3, 8, 8})), "") << "an empty axis";
}

TEST(FindMismatch, EqualSymbolsHaveEqualSizes) {
  EXPECT_NE(find_mismatch(kPixels, zeros({5, 3, 8, 9})), "");
  const std::vector<TensorSpec> specs = {{"a", DType::kFloat32, {{0, "N"}, {2, ""}}, ""},
                                         {"b", DType::kInt64, {{0, "N"}}, ""}};
  const HostTensors good = {{"a", zeros({4, 2})}, {"b", zeros({4}, DType::kInt64)}};
  AxisSizes sizes;
  EXPECT_EQ(find_mismatch(specs, good, sizes), "");
  EXPECT_EQ(sizes.at("N"), 4);
  AxisSizes known = {{"N", 5}};
  EXPECT_THAT(find_mismatch(specs, good, known), HasSubstr("\"a\""));
  AxisSizes others;
  EXPECT_THAT(find_mismatch(specs, {{"a", zeros({4, 2})}, {"b", zeros({3}, DType::kInt64)}}, others),
              AllOf(HasSubstr("\"b\""), HasSubstr("got int64 [3]")));
}

TEST(FindMismatch, NoTensorMayBeMissingOrLeftOver) {
  const std::vector<TensorSpec> specs = {{"a", DType::kFloat32, {{0, "N"}}, ""}};
  AxisSizes sizes;
  EXPECT_EQ(find_mismatch(specs, HostTensors{}, sizes), "\"a\": expected float32 [N], got none");
  EXPECT_THAT(find_mismatch(specs, {{"a", zeros({2})}, {"b", zeros({2})}}, sizes),
              HasSubstr("\"b\" is not known"));
}

}  // namespace
}  // namespace affekt
