#include "ingest/audit/image_range.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Images of 2 pixels.
ImageSamples make_samples(std::vector<uint8_t> pixels) {
  ImageSamples samples;
  samples.height = 1;
  samples.width = 2;
  samples.num_samples = static_cast<int64_t>(pixels.size() / 2);
  samples.pixels = std::move(pixels);
  return samples;
}

std::string report_of(const ImageRange& range, int64_t num_samples) {
  ::testing::internal::CaptureStderr();
  report_range(range, num_samples);
  return ::testing::internal::GetCapturedStderr();
}

TEST(ImageRange, CountsImagesThatShowHardlyAnything) {
  const ImageRange range = measure_range(make_samples({0, 15, 0, 16, 250, 255, 100, 101, 30, 240}));
  EXPECT_EQ(range.black, 1);  // 0 and 16 are 16 levels apart: that is some variation
  EXPECT_EQ(range.white, 1);
  EXPECT_EQ(range.between, 1);
  EXPECT_EQ(range.darkest, 0);
  EXPECT_EQ(range.lightest, 255);
}

TEST(ImageRange, ASetOfAnotherRangeIsWarnedOf) {
  EXPECT_THAT(
      report_of(measure_range(make_samples({0, 1, 1, 0})), 2),
      AllOf(HasSubstr("lie in 0 to 1, of 0 to 255"), HasSubstr("nearly black"),
            HasSubstr("2 of 2 images show hardly anything"), HasSubstr("2 dark, 0 light, 0 between")));
  EXPECT_THAT(report_of(measure_range(make_samples({200, 255})), 1), HasSubstr("nearly white"));
  EXPECT_EQ(report_of(measure_range(make_samples({0, 64})), 1), "");
  EXPECT_EQ(report_of(measure_range(make_samples({})), 0), "");
}

TEST(ImageRange, AFewBlankImagesAreNoWarning) {
  ImageRange range;
  range.darkest = 0;
  range.lightest = 255;
  range.black = 1;
  EXPECT_THAT(report_of(range, 101),
              AllOf(HasSubstr("1 of 101 images shows hardly anything"), Not(HasSubstr("warning"))));
  EXPECT_THAT(report_of(range, 100), HasSubstr("warning"));
}

}  // namespace
}  // namespace affekt
