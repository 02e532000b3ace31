#include "ingest/sources/ravdess/ogg_pages.h"

#include <array>
#include <map>

#include <fmt/format.h>

#include "ingest/sources/ravdess/audio_container.h"

namespace affekt {
namespace {

constexpr size_t kPageHeaderBytes = 27;
constexpr int64_t kMaxHeaderBytes = 27 + 255;

/// CRC-32 of polynomial 0x04C11DB7, neither reflected nor inverted, with 0 in its own place.
uint32_t checksum_of(std::string page) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> rows{};
    for (uint32_t i = 0; i < 256; ++i) {
      rows[i] = i << 24U;
      for (int bit = 0; bit < 8; ++bit) rows[i] = rows[i] << 1U ^ (rows[i] >> 31U) * 0x04C11DB7U;
    }
    return rows;
  }();
  page.replace(22, 4, 4, '\0');
  uint32_t checksum = 0;
  for (const char c : page) checksum = checksum << 8U ^ table[checksum >> 24U ^ static_cast<uint8_t>(c)];
  return checksum;
}

/// One page of exactly its length, or as much of it as is there; empty: no page begins there.
std::string read_page(const AudioBytes& bytes, int64_t at, size_t& length) {
  const std::string header = bytes.read(at, kMaxHeaderBytes);
  length = kPageHeaderBytes;
  if (header.rfind("OggS", 0) != 0) return "";
  if (header.size() > 26) length += static_cast<uint8_t>(header[26]);
  for (size_t i = kPageHeaderBytes, header_end = length; i < header_end && i < header.size(); ++i) {
    length += static_cast<uint8_t>(header[i]);
  }
  return bytes.read(at, static_cast<int64_t>(length));
}

}  // namespace

std::string find_ogg_fault(const AudioBytes& bytes, int64_t begin) {
  constexpr unsigned kFirst = 2, kLast = 4;
  constexpr auto kNoTime = static_cast<int64_t>(-1);
  struct Stream {
    uint32_t next_page = 0;
    int64_t time = 0;
  };
  std::map<uint64_t, Stream> streams;  // by their serial numbers
  bool has_sound = false, has_ended = false;
  for (int64_t at = begin; at < bytes.size();) {
    size_t length = 0;
    const std::string page = read_page(bytes, at, length);
    if (page.empty()) {
      if (has_ended) break;  // a tag behind the sound
      return fmt::format("damaged: no OGG page begins at byte {}, where one is expected", at);
    }
    if (page.size() < length) return "truncated: it ends in the middle of a page";
    if (checksum_of(page) != read_unsigned(page, 22, 4, false)) {
      return fmt::format("damaged: the checksum of the OGG page at byte {} is wrong", at);
    }
    const auto flags = static_cast<uint8_t>(page[5]);
    if ((flags & kFirst) != 0 && has_sound) {
      return describe_second_recording(at);
    }
    has_sound = has_sound || (flags & kFirst) == 0;
    Stream& stream = streams[read_unsigned(page, 14, 4, false)];
    const auto number = static_cast<uint32_t>(read_unsigned(page, 18, 4, false));
    if (number != stream.next_page) {
      return fmt::format("damaged: OGG page {} expected at byte {}, page {} got", stream.next_page, at,
                         number);
    }
    const auto time = static_cast<int64_t>(read_unsigned(page, 6, 8, false));
    if (time != kNoTime && time < stream.time) {
      return fmt::format("damaged: the OGG page at byte {} ends at sample {}, before the one in front of it",
                         at, time);
    }
    if (time != kNoTime) stream.time = time;
    stream.next_page = number + 1;
    has_ended = (flags & kLast) != 0;
    at += static_cast<int64_t>(length);
  }
  return has_ended ? "" : "truncated: its last page is not marked as the end";
}

}  // namespace affekt
