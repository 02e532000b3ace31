#include "ingest/sources/ravdess/chunk_file.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "ingest/sources/ravdess/chunk_format.h"

namespace affekt {
namespace {

constexpr int64_t kChunkHeaderBytes = 8;

struct Chunk {
  std::string name;
  int64_t begin = 0, length = 0;  // of the content
  int64_t end() const { return begin + length; }
};

bool is_chunk_name(const std::string& name) {
  return name.size() == 4 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// What stands behind the chunks of many files and is surely no sound.
bool is_known_filler(const AudioBytes& bytes, int64_t at) {
  const std::string beginning = bytes.read(at, 8);
  for (const char* tag : {"TAG", "ID3", "APETAGEX", "LYRICSBE"}) {
    if (beginning.rfind(tag, 0) == 0) return true;
  }
  constexpr int64_t kBlock = 1 << 16;
  for (; at < bytes.size(); at += kBlock) {
    const std::string block = bytes.read(at, kBlock);
    if (block.find_first_not_of('\0') != std::string::npos) return false;
  }
  return true;
}

class ChunkWalk {
 public:
  ChunkWalk(const AudioBytes& bytes, AudioContainer& container)
      : bytes_(bytes),
        container_(container),
        form_(bytes.read(container.begin, 4)),
        is_aiff_(form_ == "FORM"),
        big_endian_(is_aiff_ || form_ == "RIFX"),
        is_compressed_aiff_(is_aiff_ && bytes.read(container.begin + 8, 4) == "AIFC") {}

  void inspect() {
    int64_t at = container_.begin + 12;
    while (container_.fault.empty() && at < bytes_.size()) {
      const std::optional<Chunk> chunk = read_chunk(at);
      if (!chunk) break;
      take(*chunk);
      at = find_next(*chunk);
    }
    if (container_.fault.empty()) container_.fault = judge(at);
    if (container_.fault.empty()) mend_head();
  }

 private:
  uint64_t number(const std::string& text, size_t offset, size_t num_bytes) const {
    return read_unsigned(text, offset, num_bytes, big_endian_);
  }

  std::optional<Chunk> read_chunk(int64_t at) const {
    const std::string header = bytes_.read(at, kChunkHeaderBytes);
    if (header.size() < 8 || !is_chunk_name(header.substr(0, 4))) return std::nullopt;
    Chunk chunk{header.substr(0, 4), at + kChunkHeaderBytes, static_cast<int64_t>(number(header, 4, 4))};
    constexpr int64_t kUnknownLength = 0xFFFFFFFF;
    if (chunk.name == sound_name() && chunk.length == kUnknownLength) {
      // RF64 keeps it elsewhere; what programs write that stream to a pipe goes on to the end.
      chunk.length = long_length_.value_or(bytes_.size() - chunk.begin);
    }
    // Behind the sound, what doesn't fit into the file is no chunk.
    if (sound_ && chunk.end() > bytes_.size()) return std::nullopt;
    return chunk;
  }

  const char* sound_name() const { return is_aiff_ ? "SSND" : "data"; }
  const char* format_name() const { return is_aiff_ ? "COMM" : "fmt "; }

  void take(const Chunk& chunk) {
    constexpr int64_t kLongestFormat = 1024;
    const bool begins_a_file = chunk.name == "RIFF" || chunk.name == "RIFX" || chunk.name == "RF64" ||
                               chunk.name == "BW64" || chunk.name == "FORM";
    if (sound_ && (chunk.name == sound_name() || begins_a_file)) {
      container_.fault = describe_second_recording(chunk.begin - kChunkHeaderBytes);
    } else if (chunk.name == sound_name()) {
      sound_ = chunk;
      if (!is_aiff_ && !format_) container_.fault = explain_no_format();
    } else if (chunk.name == format_name()) {
      format_ = bytes_.read(chunk.begin, std::min(chunk.length, kLongestFormat));
    } else if (chunk.name == "ds64" && chunk.length >= 16 && form_ != "RIFF") {
      const std::string sizes = bytes_.read(chunk.begin, 16);
      if (sizes.size() == 16)
        long_length_ = static_cast<int64_t>(std::min<uint64_t>(number(sizes, 8, 8), INT64_MAX / 2));
    }
    if (!sound_ && chunk.end() > bytes_.size()) {
      container_.fault =
          fmt::format("truncated: it ends inside its chunk '{}', before its sound begins", chunk.name);
    }
  }

  std::string explain_no_format() const {
    return fmt::format("damaged: its chunk '{}', which tells its sample rate and channels, is {}",
                       format_name(), is_aiff_ ? "absent" : "not in front of its sound");
  }

  /// Some programs forget the padding.
  int64_t find_next(const Chunk& chunk) {
    if (chunk.length % 2 == 0 || chunk.end() >= bytes_.size()) return chunk.end();
    const std::string next = bytes_.read(chunk.end(), 5);
    const std::string unpadded = next.substr(0, 4), padded = next.size() > 4 ? next.substr(1) : "";
    const auto is_known = [&](const std::string& name) {
      return name == sound_name() || name == format_name() || name == "LIST" || name == "fact";
    };
    const bool is_unpadded =
        is_chunk_name(unpadded) && (!is_chunk_name(padded) || (is_known(unpadded) && !is_known(padded)));
    if (is_unpadded && !sound_) unpadded_.push_back(chunk.end());
    return chunk.end() + (is_unpadded ? 0 : 1);
  }

  /// @param chunks_end  behind the last chunk
  std::string judge(int64_t chunks_end) const {
    if (!sound_) return "truncated: it ends before its sound begins";
    const int64_t there = bytes_.size() - sound_->begin;
    if (sound_->length > there) {
      return fmt::format("truncated: {} bytes of sound promised, {} there", sound_->length, there);
    }
    if (!format_) return explain_no_format();
    const ChunkFormat format =
        is_aiff_ ? read_aiff_format(*format_, is_compressed_aiff_) : read_wav_format(*format_, big_endian_);
    if (!format.fault.empty()) return format.fault;
    const std::string lost = is_aiff_ ? judge_aiff_sound(format) : "";
    return lost.empty() ? judge_the_rest(chunks_end) : lost;
  }

  std::string judge_aiff_sound(const ChunkFormat& format) const {
    const int64_t length = sound_->length - kSoundHeaderBytes;
    const std::string header = bytes_.read(sound_->begin, kSoundHeaderBytes);
    if (length < 0 || header.size() < kSoundHeaderBytes) return "truncated: it ends before its sound begins";
    const auto skipped = static_cast<int64_t>(number(header, 0, 4));
    if (is_much(skipped, length)) {
      return fmt::format("damaged: its header skips {} of its {} bytes of sound", skipped, length);
    }
    if (format.num_frames * format.frame_bytes > length) {
      return fmt::format("truncated: {} frames promised, {} there", format.num_frames,
                         length / format.frame_bytes);
    }
    return "";
  }

  /// What follows the last chunk may be sound that the header doesn't count: programs leave such a header
  /// that write to a pipe or are killed.
  std::string judge_the_rest(int64_t chunks_end) const {
    const int64_t length = sound_->length - (is_aiff_ ? kSoundHeaderBytes : 0);
    const int64_t rest = bytes_.size() - chunks_end;
    if (rest <= 0 || !is_much(rest, length) || is_known_filler(bytes_, chunks_end)) return "";
    return fmt::format(
        "{}its header promises {} bytes of sound, but {} bytes follow that belong to nothing, as when the "
        "program that wrote it is killed; write the file anew{}",
        length == 0 ? "holds no sound: 0 frames; " : "", length, rest,
        is_aiff_ ? "" : ", say with `ffmpeg -ignore_length 1 -i IN.wav OUT.wav`");
  }

  /// A hundredth is what no listener and no model misses.
  static bool is_much(int64_t part, int64_t length) { return part > length / 100; }

  void mend_head() {
    if (unpadded_.empty() && form_ != "BW64") return;
    int64_t at = container_.begin;
    for (const int64_t end : unpadded_) {
      container_.head += bytes_.read(at, end - at) + '\0';
      at = end;
    }
    container_.head_end = sound_->begin;
    container_.head += bytes_.read(at, sound_->begin - at);
    if (form_ == "BW64") container_.head.replace(0, 4, "RF64");
  }

  static constexpr int64_t kSoundHeaderBytes = 8;  // of SSND: offset and block size

  const AudioBytes& bytes_;
  AudioContainer& container_;
  std::string form_;
  bool is_aiff_, big_endian_, is_compressed_aiff_;
  std::optional<Chunk> sound_;
  std::optional<std::string> format_;
  std::optional<int64_t> long_length_;
  std::vector<int64_t> unpadded_;  // the ends of chunks before the sound that lack their padding
};

}  // namespace

bool is_chunk_file(const std::string& beginning) {
  if (beginning.size() < 12) return false;
  const std::string form = beginning.substr(0, 4), kind = beginning.substr(8, 4);
  if (form == "FORM") return kind == "AIFF" || kind == "AIFC";
  return kind == "WAVE" && (form == "RIFF" || form == "RIFX" || form == "RF64" || form == "BW64");
}

void inspect_chunk_file(const AudioBytes& bytes, AudioContainer& container) {
  ChunkWalk(bytes, container).inspect();
}

}  // namespace affekt
