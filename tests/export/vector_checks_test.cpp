#include "export/vector_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "export/test_data_set.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using testing::HasSubstr;

/// A model of two rows, calculated by hand: equal rows have equal probabilities.
class VectorChecksOfARowModel : public testing::Test {
 protected:
  VectorChecksOfARowModel() {
    test::write_bytes(folder_ / "model.onnx", test::make_row_model().SerializeAsString());
    model_ = read_onnx_model(folder_ / "model.onnx");
    const std::vector<float> pixels = {1, 2, 3, 0, 100, 0, 0, 0},
                             probabilities = {0.5F, 0.5F, 0.731058F, 0.268942F};
    vectors_.inputs["pixels"] = HostTensor::of<float>({2, 1, 2, 2}, pixels.data());
    vectors_.expected["probabilities"] = HostTensor::of<float>({2, 2}, probabilities.data());
  }
  std::string failure() {
    write_test_data_set(folder_ / "test_data_set_0", *model_, vectors_);
    const auto engine = make_engine("opencv", *model_);
    return find_vector_failure(read_test_vectors(folder_ / "test_data_set_0", *model_),
                               make_usual_vector_checks(*model_), *engine);
  }

  test::TemporaryFolder folder_;
  SharedOnnxModel model_;
  GateBatch vectors_;
};

TEST_F(VectorChecksOfARowModel, KeptVectorsAreReadBackAndMet) {
  EXPECT_EQ(failure(), "");
}

TEST_F(VectorChecksOfARowModel, AnotherAnswerIsTold) {
  vectors_.expected.at("probabilities").values<float>()[2] = 0.74F;
  EXPECT_THAT(failure(), HasSubstr("1 of 2 samples differ; the first is sample 1 (row 1): probabilities"));
}

TEST_F(VectorChecksOfARowModel, FilesOfAnotherModelAreRefused) {
  failure();
  const auto file = folder_ / "test_data_set_0" / "output_0.pb";
  const auto refusal = [&] {
    try {
      read_test_vectors(folder_ / "test_data_set_0", *model_);
    } catch (const ArtifactError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  onnx::TensorProto tensor;
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(1);
  tensor.add_dims(2);
  tensor.set_raw_data(std::string(4, '\0'));
  test::write_bytes(file, tensor.SerializeAsString());
  EXPECT_THAT(refusal(), HasSubstr("output_0.pb: expected float32 [N, 2] of \"probabilities\", got 4 bytes"));
  tensor.set_raw_data(std::string(8, '\0'));  // whole, but of one sample only
  test::write_bytes(file, tensor.SerializeAsString());
  const auto engine = make_engine("opencv", *model_);
  EXPECT_THAT(find_vector_failure(read_test_vectors(folder_ / "test_data_set_0", *model_),
                                  make_usual_vector_checks(*model_), *engine),
              HasSubstr("\"probabilities\" has 2 values in the test vectors, the engine gives 4"));
  tensor.set_dims(0, -1);
  test::write_bytes(file, tensor.SerializeAsString());
  EXPECT_THAT(refusal(), HasSubstr("got a size of -1"));
  tensor.set_data_type(onnx::TensorProto::INT64);
  test::write_bytes(file, tensor.SerializeAsString());
  EXPECT_THAT(refusal(), HasSubstr("got data type 7"));
  test::write_bytes(file, "not a tensor");
  EXPECT_THAT(refusal(), HasSubstr("truncated or not a tensor"));
  std::filesystem::remove(file);
  EXPECT_THAT(refusal(), HasSubstr("output_0.pb: not there"));
}

}  // namespace
}  // namespace affekt
