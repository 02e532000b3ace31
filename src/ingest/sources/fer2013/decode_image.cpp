#include "ingest/sources/fer2013/decode_image.h"

#include <zlib.h>

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE
#include <cstring>
#include <opencv2/imgcodecs.hpp>

// After <cstdio>: the header doesn't include what it needs.
#include <jpeglib.h>

namespace affekt {
namespace {

struct JpegErrors {
  jpeg_error_mgr manager;  // first: libjpeg knows only this part
  jmp_buf leave;
  char fault[JMSG_LENGTH_MAX];
};

void keep_message(j_common_ptr jpeg) {
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  if (errors->fault[0] == '\0') errors->manager.format_message(jpeg, errors->fault);
}

void keep_warning(j_common_ptr jpeg, int level) {
  if (level < 0) keep_message(jpeg);  // the others are traces
}

[[noreturn]] void leave_with_error(j_common_ptr jpeg) {
  keep_message(jpeg);
  longjmp(reinterpret_cast<JpegErrors*>(jpeg->err)->leave, 1);
}

struct ImageCheck {
  long height = 0, width = 0;
  char fault[JMSG_LENGTH_MAX] = "";
};

/// Decodes the entropy-coded data, which finds truncation and corruption; the pixels aren't computed.
/// Kept free of objects with destructors: libjpeg's errors leave it by longjmp.
void check_jpeg(const uint8_t* bytes, size_t num_bytes, ImageCheck* check) {
  jpeg_decompress_struct jpeg;
  JpegErrors errors;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = leave_with_error;
  errors.manager.emit_message = keep_warning;
  errors.fault[0] = '\0';
  if (setjmp(errors.leave) == 0) {
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes, num_bytes);
    jpeg_read_header(&jpeg, TRUE);
    check->height = jpeg.image_height;
    check->width = jpeg.image_width;
    constexpr long kTooLarge = 1L << 14;  // such an image is of the wrong size anyway
    if (check->height <= kTooLarge && check->width <= kTooLarge) {
      jpeg_read_coefficients(&jpeg);
      jpeg_finish_decompress(&jpeg);
    }
  }
  jpeg_destroy_decompress(&jpeg);
  std::memcpy(check->fault, errors.fault, sizeof check->fault);
}

uint32_t read_big_endian(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | uint32_t{bytes[3]};
}

/// Walks the chunks up to IEND and compares their checksums. @return the fault, or empty
std::string check_png(const std::vector<uint8_t>& bytes, ImageCheck& check) {
  constexpr size_t kSignature = 8, kAroundData = 12;  // length, name and checksum of a chunk
  for (size_t at = kSignature; at + kAroundData <= bytes.size();) {
    const uint8_t* chunk = bytes.data() + at;
    const size_t length = read_big_endian(chunk);
    if (length > bytes.size() - at - kAroundData) break;
    const auto checksum = static_cast<uint32_t>(crc32(0, chunk + 4, static_cast<uInt>(length) + 4));
    if (checksum != read_big_endian(chunk + 8 + length)) return "damaged PNG: a checksum is wrong";
    if (std::memcmp(chunk + 4, "IHDR", 4) == 0 && length >= 8) {
      check.width = read_big_endian(chunk + 8);
      check.height = read_big_endian(chunk + 12);
    }
    if (std::memcmp(chunk + 4, "IEND", 4) == 0) return "";
    at += kAroundData + length;
  }
  return "truncated PNG: no end marker (IEND)";
}

bool begins_with(const std::vector<uint8_t>& bytes, std::initializer_list<uint8_t> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

}  // namespace

std::string decode_grey_image(const std::vector<uint8_t>& bytes, int height, int width, uint8_t* pixels) {
  if (bytes.empty()) return "empty file";
  ImageCheck check;
  if (begins_with(bytes, {0xFF, 0xD8, 0xFF})) {
    check_jpeg(bytes.data(), bytes.size(), &check);
    if (check.fault[0] != '\0') return std::string("truncated or damaged JPEG: ") + check.fault;
  } else if (begins_with(bytes, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A})) {
    const std::string fault = check_png(bytes, check);
    if (!fault.empty()) return fault;
  } else {
    return "neither a JPEG nor a PNG image (" + std::to_string(bytes.size()) + " bytes)";
  }
  const std::string expected = std::to_string(width) + "x" + std::to_string(height) + " pixels expected, ";
  if (check.height != height || check.width != width) {
    return expected + std::to_string(check.width) + "x" + std::to_string(check.height) + " got";
  }
  cv::Mat image;
  try {
    image = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
  } catch (const cv::Exception& failure) {
    return "OpenCV can't decode it: " + failure.err;
  }
  if (image.empty()) return "OpenCV can't decode it";
  if (image.rows != height || image.cols != width || image.type() != CV_8UC1) {
    return expected + std::to_string(image.cols) + "x" + std::to_string(image.rows) + " got after decoding";
  }
  for (int y = 0; y < height; ++y) std::memcpy(pixels + y * width, image.ptr(y), static_cast<size_t>(width));
  return "";
}

}  // namespace affekt
