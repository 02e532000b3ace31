#include "ingest/images/check_image.h"

#include <zlib.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE
#include <cstring>

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

/// Of a progressive image; programs write about ten.
constexpr int kMostScans = 100;

void refuse_many_scans(j_common_ptr jpeg) {
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= kMostScans) return;
  std::snprintf(errors->fault, sizeof errors->fault, "more than %d scans", kMostScans);
  longjmp(errors->leave, 1);
}

struct JpegCheck {
  long height = 0, width = 0;
  bool is_grey = false;
  char fault[JMSG_LENGTH_MAX] = "";
};

/// Decodes the entropy-coded data, which finds truncation and corruption; the pixels aren't computed.
/// Kept free of objects with destructors: libjpeg's errors leave it by longjmp.
void check_jpeg(const uint8_t* bytes, size_t num_bytes, bool header_only, JpegCheck* check) {
  jpeg_decompress_struct jpeg;
  jpeg_progress_mgr progress{};
  progress.progress_monitor = refuse_many_scans;
  JpegErrors errors;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = leave_with_error;
  errors.manager.emit_message = keep_warning;
  errors.fault[0] = '\0';
  if (setjmp(errors.leave) == 0) {
    jpeg_create_decompress(&jpeg);
    jpeg.progress = &progress;
    jpeg_mem_src(&jpeg, bytes, num_bytes);
    jpeg_read_header(&jpeg, TRUE);
    check->height = jpeg.image_height;
    check->width = jpeg.image_width;
    check->is_grey = jpeg.num_components == 1;
    if (!header_only && check->height <= kMostImagePixels && check->width <= kMostImagePixels) {
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

/// Walks the chunks up to IEND, or to the first one, and compares their checksums. @return the fault, or
/// empty
std::string check_png(const std::vector<uint8_t>& bytes, bool header_only, ImageHeader& header) {
  constexpr size_t kSignature = 8, kAroundData = 12;  // length, name and checksum of a chunk
  for (size_t at = kSignature; at + kAroundData <= bytes.size();) {
    const uint8_t* chunk = bytes.data() + at;
    const size_t length = read_big_endian(chunk);
    if (length > bytes.size() - at - kAroundData) break;
    const auto checksum = static_cast<uint32_t>(crc32(0, chunk + 4, static_cast<uInt>(length) + 4));
    if (checksum != read_big_endian(chunk + 8 + length)) return "damaged PNG: a checksum is wrong";
    if (std::memcmp(chunk + 4, "IHDR", 4) == 0 && length >= 10) {
      header.width = read_big_endian(chunk + 8);
      header.height = read_big_endian(chunk + 12);
      header.has_16_bit = chunk[16] == 16;
      header.is_grey = chunk[17] == 0;
      header.has_alpha = (chunk[17] & 4U) != 0;
      if (header_only) return "";
    }
    if (std::memcmp(chunk + 4, "tRNS", 4) == 0) header.has_alpha = true;
    if (std::memcmp(chunk + 4, "IEND", 4) == 0) return "";
    at += kAroundData + length;
  }
  return "truncated PNG: no end marker (IEND)";
}

bool begins_with(const std::vector<uint8_t>& bytes, std::initializer_list<uint8_t> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

std::string look_at_image(const std::vector<uint8_t>& bytes, bool header_only, ImageHeader& header) {
  if (bytes.empty()) return "empty file";
  if (begins_with(bytes, {0xFF, 0xD8, 0xFF})) {
    JpegCheck check;
    check_jpeg(bytes.data(), bytes.size(), header_only, &check);
    if (check.fault[0] != '\0') return std::string("truncated or damaged JPEG: ") + check.fault;
    header = {check.height, check.width, check.is_grey, false, false};
    return "";
  }
  if (begins_with(bytes, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A}))
    return check_png(bytes, header_only, header);
  return "neither a JPEG nor a PNG image (" + std::to_string(bytes.size()) + " bytes)";
}

}  // namespace

std::string check_image(const std::vector<uint8_t>& bytes, ImageHeader& header) {
  return look_at_image(bytes, /*header_only=*/false, header);
}

std::string read_image_header(const std::vector<uint8_t>& bytes, ImageHeader& header) {
  return look_at_image(bytes, /*header_only=*/true, header);
}

}  // namespace affekt
