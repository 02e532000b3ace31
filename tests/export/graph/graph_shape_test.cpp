#include "export/graph/graph_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace affekt {
namespace {

using testing::ElementsAre;

TEST(GraphShape, AWindowGivesOneOutputAPlaceItFits) {
  // (48 + 2 - 3) / 1 + 1 = 48; (47 + 0 - 2) / 2 + 1 = 23, the odd last one is left out.
  EXPECT_THAT(apply_window({3, 48, 47}, 8, {3, 2}, {1, 2}, {1, 0}), ElementsAre(8, 48, 23));
  EXPECT_THAT(apply_window({1, 1, 512}, 2, {1, 512}, {1, 160}, 0), ElementsAre(2, 1, 1));
  EXPECT_THROW(apply_window({1, 1, 511}, 2, {1, 512}, {1, 160}, 0), std::logic_error);
  EXPECT_THROW(apply_window({1, 48}, 2, 3, 1, 1), std::logic_error);
}

TEST(GraphShape, AWindowOverAFreeAxisLeavesItFree) {
  EXPECT_THAT(apply_window({1, 64, kFreeAxis}, 8, 2, 2, 0), ElementsAre(8, 32, kFreeAxis));
}

TEST(GraphShape, AReshapeKeepsTheNumberOfValues) {
  EXPECT_THAT(apply_reshape({4, 6}, {2, 12}), ElementsAre(2, 12));
  EXPECT_THAT(apply_reshape({4, 6}, {3, kFreeAxis}), ElementsAre(3, 8));
  EXPECT_THROW(apply_reshape({4, 6}, {5, 5}), std::logic_error);
  EXPECT_THROW(apply_reshape({4, 6}, {5, kFreeAxis}), std::logic_error);
  EXPECT_THROW(apply_reshape({4, 6}, {0, 24}), std::logic_error);
}

TEST(GraphShape, AReshapeCannotLoseAFreeAxis) {
  EXPECT_THAT(apply_reshape({8, 4, kFreeAxis}, {32, 1, kFreeAxis}), ElementsAre(32, 1, kFreeAxis));
  EXPECT_THROW(apply_reshape({8, kFreeAxis}, {8, 100}), std::logic_error);
}

TEST(GraphShape, AnOrderMovesTheAxesButNotTheBatch) {
  EXPECT_THAT(apply_order({5, 6, kFreeAxis}, {0, 3, 1, 2}), ElementsAre(kFreeAxis, 5, 6));
  EXPECT_THROW(apply_order({5, 6}, {1, 0, 2}), std::logic_error);
  EXPECT_THROW(apply_order({5, 6}, {0, 1, 1}), std::logic_error);
  EXPECT_THROW(apply_order({5, 6}, {0, 1}), std::logic_error);
}

TEST(GraphShape, ConcatenationAddsChannels) {
  EXPECT_THAT(apply_concatenation({{3, kFreeAxis}, {4, kFreeAxis}}), ElementsAre(7, kFreeAxis));
  EXPECT_THROW(apply_concatenation({{3, 5}, {3, 6}}), std::logic_error);
  EXPECT_THROW(apply_concatenation({{kFreeAxis}, {3}}), std::logic_error);
  EXPECT_THROW(apply_concatenation({}), std::logic_error);
}

TEST(GraphShape, AZoomGivesExactlyTheSizeThatIsMeant) {
  EXPECT_EQ(find_zoom(1, 7), 7.f);
  for (int64_t in = 1; in <= 300; ++in) {
    for (int64_t size = 1; size <= 300; ++size) {
      const float zoom = find_zoom(in, size), in_float = static_cast<float>(in);
      EXPECT_EQ(static_cast<int64_t>(in_float * zoom), size) << in;  // as ONNX Runtime and OpenCV do it
      EXPECT_EQ(static_cast<int64_t>(static_cast<double>(zoom) * static_cast<double>(in)), size) << in;
      EXPECT_NEAR(zoom, static_cast<double>(size) / static_cast<double>(in), 3e-7 * zoom);
    }
  }
}

TEST(GraphShape, ReadsAsOneWritesIt) {
  EXPECT_EQ(describe_shape({1, 64, kFreeAxis}), "[N, 1, 64, ?]");
  EXPECT_EQ(describe_shape({}), "[N]");
}

}  // namespace
}  // namespace affekt
