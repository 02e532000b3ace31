#include "ingest/images/check_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

// After <cstdio>: the header doesn't include what it needs.
#include <jpeglib.h>

namespace affekt {
namespace {

/// A progressive grey image of 16x16 pixels whose coefficients of AC come one by one, in two steps each.
std::vector<uint8_t> make_progressive_jpeg(int num_coefficients) {
  std::vector<jpeg_scan_info> scans = {{1, {0, 0, 0, 0}, 0, 0, 0, 1}};
  for (const int high : {0, 1})
    for (int at = 1; at <= num_coefficients; ++at) scans.push_back({1, {0, 0, 0, 0}, at, at, high, 1 - high});
  scans.push_back({1, {0, 0, 0, 0}, 0, 0, 1, 0});
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long num_bytes = 0;
  jpeg_mem_dest(&jpeg, &bytes, &num_bytes);
  jpeg.image_width = jpeg.image_height = 16;
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg.scan_info = scans.data();
  jpeg.num_scans = static_cast<int>(scans.size());
  jpeg_start_compress(&jpeg, TRUE);
  for (int y = 0; y < 16; ++y) {
    std::vector<uint8_t> row;
    for (int x = 0; x < 16; ++x) row.push_back(static_cast<uint8_t>(16 * x ^ 7 * y));
    JSAMPROW start = row.data();
    jpeg_write_scanlines(&jpeg, &start, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::vector<uint8_t> result(bytes, bytes + num_bytes);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return result;
}

TEST(CheckImage, MoreScansThanAnyProgramWritesAreAFault) {
  ImageHeader header;
  EXPECT_EQ(check_image(make_progressive_jpeg(20), header), "");  // 42 scans
  EXPECT_EQ(header.width, 16);
  EXPECT_EQ(check_image(make_progressive_jpeg(63), header), "truncated or damaged JPEG: more than 100 scans");
}

TEST(CheckImage, TheHeaderAloneIsReadOfAFileThatIsCut) {
  std::vector<uint8_t> jpeg = make_progressive_jpeg(5);
  jpeg.resize(jpeg.size() - 30);
  ImageHeader header;
  EXPECT_EQ(read_image_header(jpeg, header), "");
  EXPECT_EQ(header.height, 16);
  EXPECT_TRUE(header.is_grey);
  EXPECT_THAT(check_image(jpeg, header), testing::HasSubstr("truncated or damaged JPEG"));
  EXPECT_THAT(read_image_header({0xFF, 0xD8, 0xFF}, header), testing::HasSubstr("truncated or damaged JPEG"));
}

}  // namespace
}  // namespace affekt
