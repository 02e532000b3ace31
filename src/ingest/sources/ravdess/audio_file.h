// One recording of any usual format -> a mono waveform at one sample rate, strictly: half a recording is a
// fault.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

#include "ingest/sources/ravdess/audio_bytes.h"

namespace affekt {

/// A recording that was read, down-mixed and resampled.
struct AudioFile {
  std::vector<float> samples;   // [T], mono; full scale is +-1, and resampled peaks may exceed it a little
  int64_t sample_rate_hz = 0;   // of `samples`
  int64_t source_rate_hz = 0;   // of the file
  int64_t source_channels = 0;  // of the file; the mean of them was taken
  double clipped_share = 0;     // of the file's samples: in runs of 3 and more at one value of full scale
  bool has_silent_channel = false;  // one of several: every sample is 0
};

/// Reads WAV, FLAC, OGG or AIFF (libsndfile): any rate, any number of channels, 8 to 32 bit or float.
/// Resampled with libsoxr's high quality (20 bit), so T = round(T_source * sample_rate_hz / source_rate_hz).
/// Thread-safe.
/// @throws DataError naming the file and the reason: missing, unreadable, no regular file, no audio file,
///         empty, truncated or holding more than its header promises, damaged, samples that are not finite,
///         channels whose mean is next to silent while they are not
AudioFile read_audio_file(const std::filesystem::path& path, int64_t sample_rate_hz = 16000);

/// The same of bytes from anywhere.
/// @param longest_s  a longer recording is a DataError: one that says its length before any of it is decoded,
///                   another one as soon as it is longer
AudioFile read_audio(const AudioBytes& bytes, int64_t sample_rate_hz,
                     double longest_s = std::numeric_limits<double>::infinity());

}  // namespace affekt
