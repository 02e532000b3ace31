#include "ingest/sources/ravdess/audio_container.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace affekt {
namespace {

constexpr int64_t kChunkHeaderBytes = 8;
constexpr int64_t kMaxOggPageBytes = 27 + 255 + 255 * 255;

/// Up to `count` bytes from `offset` on; fewer at the end of the file.
std::vector<uint8_t> read_at(int descriptor, int64_t offset, int64_t count) {
  std::vector<uint8_t> bytes(static_cast<size_t>(count));
  const ssize_t got = ::pread(descriptor, bytes.data(), bytes.size(), offset);
  bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return bytes;
}

std::string_view text_at(const std::vector<uint8_t>& bytes, size_t offset) {
  return {reinterpret_cast<const char*>(bytes.data()) + offset, 4};
}

int64_t read_u32(const std::vector<uint8_t>& bytes, size_t offset, bool big_endian) {
  int64_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number * 256 + bytes[offset + (big_endian ? i : 3 - i)];
  return number;
}

/// WAV or AIFF: chunks of (name, length, content, padded to an even length).
struct ChunkFile {
  bool big_endian;
  std::string_view sound_chunk;  // "data" or "SSND"
};

std::optional<ChunkFile> find_chunk_kind(std::string_view form, std::string_view kind) {
  if (form == "RIFF" && kind == "WAVE") return ChunkFile{false, "data"};
  if (form == "RIFX" && kind == "WAVE") return ChunkFile{true, "data"};
  if (form == "FORM" && (kind == "AIFF" || kind == "AIFC")) return ChunkFile{true, "SSND"};
  return std::nullopt;
}

int64_t count_bytes(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? static_cast<int64_t>(status.st_size) : 0;
}

/// Whether there are only whole chunks from `at` to the end of the file.
bool are_chunks(int descriptor, int64_t at, int64_t file_bytes, const ChunkFile& kind) {
  while (at < file_bytes) {
    const std::vector<uint8_t> header = read_at(descriptor, at, kChunkHeaderBytes);
    if (header.size() < static_cast<size_t>(kChunkHeaderBytes)) return false;
    const bool has_name =
        std::all_of(header.begin(), header.begin() + 4, [](uint8_t c) { return c >= ' ' && c <= '~'; });
    const int64_t length = read_u32(header, 4, kind.big_endian);
    at += kChunkHeaderBytes + length;
    if (!has_name || at > file_bytes) return false;
    at += length % 2;
  }
  return true;
}

std::string check_chunks(int descriptor, int64_t file_bytes, const ChunkFile& kind) {
  constexpr int64_t kUnknownLength = 0xFFFFFFFF;  // what programs write that stream to a pipe
  for (int64_t at = 12; at + kChunkHeaderBytes <= file_bytes;) {
    const std::vector<uint8_t> header = read_at(descriptor, at, kChunkHeaderBytes);
    if (header.size() < static_cast<size_t>(kChunkHeaderBytes)) return "";
    const int64_t length = read_u32(header, 4, kind.big_endian);
    if (text_at(header, 0) == kind.sound_chunk) {
      const int64_t there = file_bytes - at - kChunkHeaderBytes;
      if (length == kUnknownLength || length <= there) return "";
      return "truncated: " + std::to_string(length) + " bytes of sound promised, " + std::to_string(there) +
             " there";
    }
    at += kChunkHeaderBytes + length + length % 2;
  }
  return "truncated: it ends before its sound begins";
}

std::string check_last_ogg_page(int descriptor, int64_t file_bytes) {
  constexpr size_t kPageHeaderBytes = 27;
  const int64_t begin = std::max<int64_t>(0, file_bytes - 2 * kMaxOggPageBytes);
  const std::vector<uint8_t> tail = read_at(descriptor, begin, file_bytes - begin);
  const std::string_view text(reinterpret_cast<const char*>(tail.data()), tail.size());
  const size_t page = text.rfind("OggS");
  if (page == std::string_view::npos || page + kPageHeaderBytes > tail.size())
    return "truncated: it ends in the middle of a page";
  const size_t num_segments = tail[page + 26];
  size_t end = page + kPageHeaderBytes + num_segments;
  for (size_t i = 0; i < num_segments && page + kPageHeaderBytes + i < tail.size(); ++i) {
    end += tail[page + kPageHeaderBytes + i];
  }
  if (end > tail.size()) return "truncated: it ends in the middle of a page";
  constexpr uint8_t kEndOfStream = 4;
  return (tail[page + 5] & kEndOfStream) ? "" : "truncated: its last page is not marked as the end";
}

}  // namespace

std::string find_truncation(int descriptor) {
  const int64_t file_bytes = count_bytes(descriptor);
  const std::vector<uint8_t> head = read_at(descriptor, 0, 12);
  if (head.size() < 12) return "truncated: " + std::to_string(head.size()) + " bytes are no audio file";
  const std::string_view form = text_at(head, 0), kind = text_at(head, 8);
  if (const auto chunks = find_chunk_kind(form, kind)) return check_chunks(descriptor, file_bytes, *chunks);
  if (form == "OggS") return check_last_ogg_page(descriptor, file_bytes);
  return "";
}

int64_t count_unclaimed_bytes(int descriptor) {
  const int64_t file_bytes = count_bytes(descriptor);
  const std::vector<uint8_t> head = read_at(descriptor, 0, 12);
  if (head.size() < 12) return 0;
  const auto kind = find_chunk_kind(text_at(head, 0), text_at(head, 8));
  if (!kind) return 0;
  for (int64_t at = 12; at + kChunkHeaderBytes <= file_bytes;) {
    const std::vector<uint8_t> header = read_at(descriptor, at, kChunkHeaderBytes);
    if (header.size() < static_cast<size_t>(kChunkHeaderBytes)) return 0;
    const int64_t length = read_u32(header, 4, kind->big_endian);
    at += kChunkHeaderBytes;
    if (text_at(header, 0) == kind->sound_chunk) {
      return length > 0 || are_chunks(descriptor, at, file_bytes, *kind) ? 0 : file_bytes - at;
    }
    at += length + length % 2;
  }
  return 0;
}

}  // namespace affekt
