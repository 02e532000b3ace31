#include "codecs/image_codecs.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

bool is_loaded(const char* library) {
  void* const handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  if (handle != nullptr) dlclose(handle);
  return handle != nullptr;
}

TEST(ImageCodecs, AreLoadedWithTheFirstImageAndNotBefore) {
  const std::string codecs =
      "libopencv_imgcodecs.so." + std::to_string(100 * CV_VERSION_MAJOR + CV_VERSION_MINOR);
  EXPECT_FALSE(is_loaded(codecs.c_str()));
  cv::Mat image(2, 3, CV_8UC1, cv::Scalar(7));
  image.at<uint8_t>(1, 2) = 9;
  const cv::Mat again = decode_image(encode_image(".png", image), cv::IMREAD_UNCHANGED);
  EXPECT_TRUE(is_loaded(codecs.c_str()));
  EXPECT_EQ(again.size(), image.size());
  EXPECT_EQ(cv::countNonZero(again != image), 0);
}

TEST(ImageCodecs, WhatIsNoImageIsEmpty) {
  EXPECT_TRUE(decode_image({'h', 'e', 'l', 'l', 'o'}, cv::IMREAD_COLOR).empty());
}

TEST(ImageCodecs, OpenCvsErrorsArriveAsItsOwn) {
  EXPECT_THROW(encode_image(".nosuch", cv::Mat(1, 1, CV_8UC1, cv::Scalar(0))), cv::Exception);
}

}  // namespace
}  // namespace affekt
