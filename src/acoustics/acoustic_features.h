// The classic hand-made description of a speech recording: pitch, level, spectrum and MFCC, as statistics
// over time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "acoustics/pitch.h"
#include "store/prepared_file.h"

namespace affekt {

/// Row i of every member is recording i.
struct AcousticFeatures {
  std::vector<float> values;        // [N, D], finite
  int64_t num_features = 0;         // D
  std::vector<std::string> names;   // [D], "f0_semitones.p50", "mfcc_03.std" ...
  std::vector<int32_t> labels;      // [N]
  std::vector<std::string> groups;  // [N], or empty: the set knows no groups

  int64_t num_recordings() const { return static_cast<int64_t>(labels.size()); }
  const float* row(int64_t i) const { return values.data() + i * num_features; }
};

struct AcousticFeatureOptions {
  double frame_ms = 25, hop_ms = 10;
  double active_range_db =
      40;  // frames quieter than the recording's loud ones (95th percentile) by more are pauses
  PitchOptions pitch;
  int num_threads = 0;  // 0: thread_count(); the values do not depend on it
};

/// Any sample rate does; spectral features look at 0..8 kHz at most, so recordings of 16 and 48 kHz are
/// comparable. A recording may be silent or shorter than a frame: statistics of nothing are 0.
AcousticFeatures extract_acoustic_features(const WaveformSamples& samples,
                                           const AcousticFeatureOptions& options = {});

/// The recordings whose index is given, in that order.
AcousticFeatures select_rows(const AcousticFeatures& features, const std::vector<int64_t>& rows);

}  // namespace affekt
