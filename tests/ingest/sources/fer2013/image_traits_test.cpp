#include "ingest/sources/fer2013/image_traits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ImageTraits of_16_bit(int largest) {
  ImageTraits traits;
  traits.largest_of_16_bit = largest;
  return traits;
}

std::string report_of(const std::vector<ImageTraits>& traits) {
  ::testing::internal::CaptureStderr();
  report_image_traits(traits);
  return ::testing::internal::GetCapturedStderr();
}

TEST(ImageTraits, ASetOfEightBitValuesKeepsThem) {
  std::vector<uint8_t> pixels = {10, 20, 30, 40};
  correct_16_bit({of_16_bit(20), of_16_bit(40)}, pixels);
  EXPECT_THAT(pixels, ElementsAre(10, 20, 30, 40));
  EXPECT_THAT(report_of({of_16_bit(20), of_16_bit(40), {}}),
              AllOf(HasSubstr("2 images of 16 bits: no value exceeds 255"), Not(HasSubstr("warning"))));
}

TEST(ImageTraits, AmongRealSixteenBitsTheyAreBlack) {
  std::vector<uint8_t> pixels = {10, 20, 30, 40, 50, 60};
  const std::vector<ImageTraits> traits = {of_16_bit(20), of_16_bit(40 * 256), {}};
  correct_16_bit(traits, pixels);
  EXPECT_THAT(pixels, ElementsAre(0, 0, 30, 40, 50, 60));
  EXPECT_THAT(report_of(traits), AllOf(HasSubstr("warning"), HasSubstr("1 of the 2 images of 16 bits"),
                                       HasSubstr("no value exceeds 4095")));
}

TEST(ImageTraits, EachLossIsCounted) {
  ImageTraits coloured, transparent, turned;
  coloured.has_colour = transparent.has_transparency = turned.is_turned = true;
  EXPECT_THAT(report_of({coloured, coloured, transparent, turned}),
              AllOf(HasSubstr("2 of 4 images: colour becomes grey"),
                    HasSubstr("1 of 4 images: transparency is dropped"), HasSubstr("1 of 4 images: turned")));
  EXPECT_EQ(report_of({{}, {}}), "");
}

}  // namespace
}  // namespace affekt
