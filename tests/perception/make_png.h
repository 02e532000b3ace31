// PNG files by hand, for sizes and contents that no encoder writes.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

inline void append_chunk(std::vector<uint8_t>& png, const std::string& name, const std::string& content) {
  const auto append_number = [&](uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) png.push_back(static_cast<uint8_t>(number >> shift));
  };
  append_number(static_cast<uint32_t>(content.size()));
  const std::string body = name + content;
  png.insert(png.end(), body.begin(), body.end());
  append_number(static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

/// A PNG of grey pixels that promises a size and holds `data`, every checksum right.
inline std::vector<uint8_t> make_png(uint32_t width, uint32_t height, const std::string& data) {
  std::vector<uint8_t> png = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  std::string header;
  for (const uint32_t number : {width, height})
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(number >> shift);
  append_chunk(png, "IHDR", header + std::string("\x08\0\0\0\0", 5));
  append_chunk(png, "IDAT", data);
  append_chunk(png, "IEND", "");
  return png;
}

}  // namespace affekt
