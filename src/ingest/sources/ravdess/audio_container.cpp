#include "ingest/sources/ravdess/audio_container.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/files/lfs_pointer.h"
#include "ingest/sources/ravdess/chunk_file.h"
#include "ingest/sources/ravdess/ogg_pages.h"

namespace affekt {
namespace {

struct OtherFormat {
  size_t offset;
  std::string_view mark;
  const char* name;
};

constexpr OtherFormat kOtherFormats[] = {{4, "ftyp", "an MP4 or M4A file"},
                                         {0, "\x1A\x45\xDF\xA3", "a Matroska or WebM file"},
                                         {0, "\x30\x26\xB2\x75", "a WMA file"},
                                         {8, "AVI ", "a film (AVI)"},
                                         {0, ".snd", "another kind of audio file (AU)"},
                                         {0, "caff", "another kind of audio file (CAF)"},
                                         {0, "riff", "another kind of audio file (Wave64)"},
                                         {0, "#!AMR", "another kind of audio file (AMR)"}};

/// "" for what is no sound that we know.
std::string name_other_format(const std::string& beginning) {
  for (const OtherFormat& format : kOtherFormats) {
    if (beginning.compare(std::min(format.offset, beginning.size()), format.mark.size(), format.mark) == 0)
      return format.name;
  }
  const auto byte = [&](size_t i) -> unsigned {
    return i < beginning.size() ? static_cast<uint8_t>(beginning[i]) : 0;
  };
  if (byte(0) != 0xFF || (byte(1) & 0xE0U) != 0xE0) return "";
  return (byte(1) & 0x06U) != 0 ? "an MP3 file" : (byte(1) & 0xF0U) == 0xF0 ? "an AAC file" : "";
}

std::string explain_other_file(const std::string& beginning, bool has_id3_tag) {
  const std::string pointer = explain_lfs_pointer(beginning);
  if (!pointer.empty()) return pointer;
  if (beginning.size() < 12) return fmt::format("truncated: {} bytes are no audio file", beginning.size());
  const std::string name = has_id3_tag ? "an MP3 file" : name_other_format(beginning);
  if (name.empty())
    return "no audio file that can be read; WAV, FLAC, OGG or AIFF expected, another kind of file got";
  return "WAV, FLAC, OGG or AIFF expected, " + name + " got; convert it, say with `ffmpeg -i IN OUT.wav`";
}

/// 0: there is none.
int64_t count_id3_bytes(const std::string& beginning) {
  constexpr int64_t kTagHeaderBytes = 10;
  if (beginning.size() < kTagHeaderBytes || beginning.rfind("ID3", 0) != 0) return 0;
  int64_t length = 0;  // 7 bits a byte
  for (size_t i = 6; i < 10; ++i) length = length << 7U | (static_cast<uint8_t>(beginning[i]) & 0x7FU);
  const bool has_footer = (static_cast<uint8_t>(beginning[5]) & 0x10U) != 0;
  return kTagHeaderBytes + length + (has_footer ? kTagHeaderBytes : 0);
}

/// -1: no other FLAC file begins behind `at`.
int64_t find_second_flac(const AudioBytes& bytes, int64_t at) {
  constexpr int64_t kBlock = 1 << 20, kMark = 8;
  for (; at + kMark <= bytes.size(); at += kBlock) {
    const std::string block = bytes.read(at, kBlock + kMark - 1);
    for (size_t found = block.find("fLaC"); found != std::string::npos;
         found = block.find("fLaC", found + 1)) {
      const std::string header = block.substr(found + 4, 4);  // of the block that must come first
      if (header.size() == 4 && (static_cast<uint8_t>(header[0]) & 0x7FU) == 0 &&
          header.compare(1, 3, {"\0\0\x22", 3}) == 0) {
        return at + static_cast<int64_t>(found);
      }
    }
  }
  return -1;
}

/// FLAC's header promises a number of frames, and libsndfile stops there, whatever follows. So the number is
/// taken out of what it sees.
void inspect_flac(const AudioBytes& bytes, AudioContainer& container) {
  constexpr int64_t kHeadBytes = 26;  // "fLaC", a block's header, the first block up to its number of frames
  container.head = bytes.read(container.begin, kHeadBytes);
  container.head_end = container.begin + kHeadBytes;
  if (bytes.size() < container.begin + 42) {
    container.fault = "truncated: it ends before its sound begins";
    return;
  }
  if ((static_cast<uint8_t>(container.head[4]) & 0x7FU) != 0) {
    container.fault = "damaged: its first block doesn't tell its sample rate";
    return;
  }
  container.fault = check_sample_rate(static_cast<int64_t>(read_unsigned(container.head, 18, 3, true) >> 4U));
  const uint64_t word = read_unsigned(container.head, 18, 8, true);
  container.num_frames = static_cast<int64_t>(word & ((uint64_t{1} << 36U) - 1));
  container.head[21] = static_cast<char>(static_cast<uint8_t>(container.head[21]) & 0xF0U);
  container.head.replace(22, 4, 4, '\0');
  const int64_t second = find_second_flac(bytes, container.begin + 8);
  if (container.fault.empty() && second >= 0) {
    container.fault = describe_second_recording(second);
  }
}

}  // namespace

std::string describe_second_recording(int64_t at) {
  return fmt::format(
      "a second recording follows in it at byte {}, as when files are joined byte by byte; cut it there, or "
      "join "
      "the recordings with a program for sound",
      at);
}

std::string check_sample_rate(int64_t hz) {
  if (hz >= 1000 && hz <= 1000000) return "";
  return fmt::format("a sample rate of 1,000 to 1,000,000 Hz expected, {} got", hz);
}

AudioContainer inspect_audio(const AudioBytes& bytes) {
  constexpr int64_t kBeginningBytes = 200;
  AudioContainer container;
  if (bytes.size() == 0) {
    container.fault = "empty file";
    return container;
  }
  container.begin = container.head_end = count_id3_bytes(bytes.read(0, kBeginningBytes));
  const std::string beginning = bytes.read(container.begin, kBeginningBytes);
  if (is_chunk_file(beginning)) {
    inspect_chunk_file(bytes, container);
  } else if (beginning.rfind("OggS", 0) == 0) {
    container.fault = find_ogg_fault(bytes, container.begin);
  } else if (beginning.rfind("fLaC", 0) == 0) {
    inspect_flac(bytes, container);
  } else {
    container.fault = explain_other_file(beginning, container.begin > 0);
  }
  if (container.head.empty()) container.head_end = container.begin;
  return container;
}

}  // namespace affekt
