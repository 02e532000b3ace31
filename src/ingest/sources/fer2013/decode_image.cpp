#include "ingest/sources/fer2013/decode_image.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

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
  bool is_grey = false, has_16_bit = false;  // grey: without colour and without transparency
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
    check->is_grey = jpeg.num_components == 1;
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
    if (std::memcmp(chunk + 4, "IHDR", 4) == 0 && length >= 10) {
      check.width = read_big_endian(chunk + 8);
      check.height = read_big_endian(chunk + 12);
      check.has_16_bit = chunk[16] == 16;
      check.is_grey = chunk[17] == 0;
    }
    if (std::memcmp(chunk + 4, "IEND", 4) == 0) return "";
    at += kAroundData + length;
  }
  return "truncated PNG: no end marker (IEND)";
}

bool begins_with(const std::vector<uint8_t>& bytes, std::initializer_list<uint8_t> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

/// More than the noise that a JPEG file adds to grey.
bool has_colour(const cv::Mat& image) {
  constexpr int kMinSpread = 16;
  constexpr double kMinShare = 0.01;
  if (image.channels() < 3) return false;
  cv::Mat channels[4];
  cv::split(image, channels);
  const cv::Mat spread = cv::max(cv::max(channels[0], channels[1]), channels[2]) -
                         cv::min(cv::min(channels[0], channels[1]), channels[2]);
  return cv::countNonZero(spread > kMinSpread) > kMinShare * static_cast<double>(image.total());
}

bool has_transparency(const cv::Mat& image) {
  if (image.channels() != 4) return false;
  cv::Mat alpha;
  cv::extractChannel(image, alpha, 3);
  return cv::countNonZero(alpha < (image.depth() == CV_16U ? 65535 : 255)) > 0;
}

/// Looks at what the grey image of 8 bits doesn't show. With 16 bits that hold values of 8, `grey` becomes
/// these.
void look_at_original(const std::vector<uint8_t>& bytes, const ImageCheck& check, ImageTraits& traits,
                      cv::Mat& grey) {
  cv::Mat image = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  if (image.empty()) return;
  traits.has_transparency = has_transparency(image);
  if (image.channels() == 4) cv::cvtColor(image, image, cv::COLOR_BGRA2BGR);
  if (check.has_16_bit && image.depth() == CV_16U) {
    double largest = 0;
    cv::minMaxIdx(image.reshape(1), nullptr, &largest);
    traits.largest_of_16_bit = static_cast<int>(largest);
    image.convertTo(image, CV_8U, largest > 255 ? 1.0 / 257 : 1.0);
    if (largest <= 255) {
      if (image.channels() == 3) {
        cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
      } else {
        grey = image;
      }
    }
  }
  traits.has_colour = has_colour(image);
}

/// Whether the EXIF orientation, which OpenCV applies, made another image of it.
bool is_turned(const std::vector<uint8_t>& bytes, const cv::Mat& grey) {
  constexpr std::array<uint8_t, 4> kJpegMark = {'E', 'x', 'i', 'f'}, kPngMark = {'e', 'X', 'I', 'f'};
  const auto holds = [&](const auto& mark) {
    return std::search(bytes.begin(), bytes.end(), mark.begin(), mark.end()) != bytes.end();
  };
  if (!holds(kJpegMark) && !holds(kPngMark)) return false;
  const cv::Mat plain = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE | cv::IMREAD_IGNORE_ORIENTATION);
  return plain.size() == grey.size() && cv::norm(plain, grey, cv::NORM_INF) > 0;
}

}  // namespace

std::string decode_grey_image(const std::vector<uint8_t>& bytes, int height, int width, uint8_t* pixels,
                              ImageTraits& traits) {
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
  ImageTraits seen;
  try {
    image = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
    seen.is_turned = is_turned(bytes, image);
    if (!check.is_grey || check.has_16_bit) look_at_original(bytes, check, seen, image);
  } catch (const cv::Exception& failure) {
    return "OpenCV can't decode it: " + failure.err;
  }
  if (image.empty()) return "OpenCV can't decode it";
  if (image.rows != height || image.cols != width || image.type() != CV_8UC1) {
    return expected + std::to_string(image.cols) + "x" + std::to_string(image.rows) + " got after decoding";
  }
  traits = seen;
  for (int y = 0; y < height; ++y) std::memcpy(pixels + y * width, image.ptr(y), static_cast<size_t>(width));
  return "";
}

}  // namespace affekt
