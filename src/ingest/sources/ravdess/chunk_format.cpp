#include "ingest/sources/ravdess/chunk_format.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/text/count_text.h"
#include "ingest/sources/ravdess/audio_bytes.h"
#include "ingest/sources/ravdess/audio_container.h"

namespace affekt {
namespace {

enum WavCoding : uint64_t { kPcm = 1, kFloat = 3, kExtensible = 0xFFFE };

struct OtherCoding {
  uint64_t tag;
  const char* name;
};

constexpr OtherCoding kUnreadCodings[] = {
    {0x50, "MPEG"}, {0x55, "MP3"},    {0xFF, "AAC"},      {0x160, "WMA"},     {0x161, "WMA"},
    {0x162, "WMA"}, {0x2000, "AC-3"}, {0x674F, "Vorbis"}, {0x6771, "Vorbis"}, {0xF1AC, "FLAC"}};

std::string check_coding(uint64_t tag) {
  // What libsndfile decodes besides: MS ADPCM, A-law, mu-law, IMA ADPCM, NMS ADPCM, GSM 6.10, G.721.
  for (const uint64_t known :
       {kPcm + 0UL, kFloat + 0UL, 0x02UL, 0x06UL, 0x07UL, 0x11UL, 0x31UL, 0x38UL, 0x40UL}) {
    if (tag == known) return "";
  }
  const auto* const found = std::find_if(std::begin(kUnreadCodings), std::end(kUnreadCodings),
                                         [tag](const auto& c) { return c.tag == tag; });
  return fmt::format(
      "its samples are coded as {} (format tag 0x{:04X}), which is not read in a WAV file; convert it, say "
      "with "
      "`ffmpeg -i IN.wav OUT.wav`",
      found == std::end(kUnreadCodings) ? "something unknown" : found->name, tag);
}

std::string check_channels(uint64_t channels) {
  return channels > 0 ? "" : "damaged: its header says 0 channels; 1 or more expected";
}

std::string check_bits(uint64_t tag, uint64_t bits) {
  const bool is_right = tag == kFloat ? bits == 32 || bits == 64 : bits >= 1 && bits <= 32;
  if (is_right) return "";
  return fmt::format("damaged: its header says {} bits a sample; {} expected", bits,
                     tag == kFloat ? "32 or 64 (floating point)" : "8 to 32");
}

std::string check_wav(const std::string& chunk, bool big_endian) {
  const auto number = [&](size_t offset, size_t num_bytes) {
    return read_unsigned(chunk, offset, num_bytes, big_endian);
  };
  if (chunk.size() < 16) {
    return fmt::format("damaged: its chunk 'fmt ' holds {}, at least 16 expected",
                       count_of(static_cast<int64_t>(chunk.size()), "byte"));
  }
  const uint64_t channels = number(2, 2), block = number(12, 2), bits = number(14, 2);
  const uint64_t tag = number(0, 2) == kExtensible && chunk.size() >= 26 ? number(24, 2) : number(0, 2);
  for (const std::string& fault :
       {check_coding(tag), check_channels(channels), check_sample_rate(static_cast<int64_t>(number(4, 4)))}) {
    if (!fault.empty()) return fault;
  }
  if (tag != kPcm && tag != kFloat) return "";
  const uint64_t frame_bytes = channels * ((bits + 7) / 8);
  std::string fault = check_bits(tag, bits);
  if (fault.empty() && block != 0 && block != frame_bytes) {
    fault = fmt::format("damaged: its header contradicts itself: {} of {} bits take {} bytes, {} stated",
                        count_of(static_cast<int64_t>(channels), "sample"), bits, frame_bytes, block);
  }
  return fault;
}

}  // namespace

ChunkFormat read_wav_format(const std::string& chunk, bool big_endian) {
  ChunkFormat format;
  format.fault = check_wav(chunk, big_endian);
  return format;
}

ChunkFormat read_aiff_format(const std::string& chunk, bool is_compressed) {
  ChunkFormat format;
  if (chunk.size() < 18) {
    format.fault = fmt::format("damaged: its chunk 'COMM' holds {}, at least 18 expected",
                               count_of(static_cast<int64_t>(chunk.size()), "byte"));
    return format;
  }
  const uint64_t channels = read_unsigned(chunk, 0, 2, true), bits = read_unsigned(chunk, 6, 2, true);
  // A floating-point number of 80 bits: the upper half of its 64 binary digits is enough for a rate.
  const auto exponent = static_cast<int>(read_unsigned(chunk, 8, 2, true) & 0x7FFFU) - 16383;
  const double rate = std::ldexp(static_cast<double>(read_unsigned(chunk, 10, 4, true)), exponent - 31);
  format.fault = check_channels(channels);
  if (format.fault.empty()) format.fault = check_sample_rate(std::llround(std::min(rate, 1e15)));
  if (is_compressed) return format;
  if (format.fault.empty()) format.fault = check_bits(kPcm, bits);
  format.num_frames = static_cast<int64_t>(read_unsigned(chunk, 2, 4, true));
  format.frame_bytes = std::max<int64_t>(1, static_cast<int64_t>(channels * ((bits + 7) / 8)));
  return format;
}

}  // namespace affekt
