#include "acoustics/acoustic_features.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "acoustics/framing.h"
#include "acoustics/functionals.h"
#include "acoustics/level.h"
#include "acoustics/mfcc.h"
#include "acoustics/spectral_features.h"
#include "acoustics/spectrogram.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

constexpr float kQuietestActiveDb = -90;  // below is the rounding of 16 bits, not sound
constexpr float kPeakRangeDb = 25;        // a syllable's peak lies at most so far below the loud frames
constexpr double kSemitoneZeroHz = 100;

/// All contours of one recording, on one grid.
struct Contours {
  double hop_s = 0, duration_s = 0;
  std::vector<size_t> active, voiced;  // frames with sound; those among them with a pitch
  float loud_db = kMinLevelDb;         // 95th percentile of the level
  LevelContours level;
  SpectralContours spectral;
  FrameVectors mfcc, deltas;
  PitchTrack pitch;
};

/// int16 -> [-1, 1), without the recorder's offset.
std::vector<float> to_centred_wave(const int16_t* samples, int64_t length) {
  double sum = 0;
  for (int64_t i = 0; i < length; ++i) sum += samples[i];
  const double mean = length > 0 ? sum / static_cast<double>(length) : 0;
  std::vector<float> wave(static_cast<size_t>(length));
  for (int64_t i = 0; i < length; ++i)
    wave[static_cast<size_t>(i)] = static_cast<float>((samples[i] - mean) / kFullScale);
  return wave;
}

Contours compute_contours(const WaveformSamples& samples, int64_t recording,
                          const AcousticFeatureOptions& options) {
  const auto rate_hz = static_cast<double>(samples.sample_rate_hz);
  const int64_t length = samples.length(recording);
  const std::vector<float> wave = to_centred_wave(samples.wave(recording), length);
  const FrameGrid grid = make_frame_grid(length, rate_hz, options.frame_ms, options.hop_ms);
  const Spectrogram spectrogram = compute_spectrogram(wave, rate_hz, grid);
  Contours contours;
  contours.hop_s = static_cast<double>(grid.hop) / rate_hz;
  contours.duration_s = static_cast<double>(length) / rate_hz;
  contours.level = compute_level_contours(wave, rate_hz, grid);
  contours.spectral = compute_spectral_contours(spectrogram);
  contours.mfcc = compute_mfcc(spectrogram);
  contours.deltas = compute_deltas(contours.mfcc);
  contours.pitch = track_pitch(wave, rate_hz, grid, options.pitch);

  const std::vector<float>& level_db = contours.level.level_db;
  contours.loud_db = static_cast<float>(compute_percentile(level_db, 0.95));
  const float active_db =
      std::max(kQuietestActiveDb, contours.loud_db - static_cast<float>(options.active_range_db));
  for (size_t i = 0; i < level_db.size(); ++i) {
    if (level_db[i] < active_db) continue;
    contours.active.push_back(i);
    if (contours.pitch.voiced(i)) contours.voiced.push_back(i);
  }
  return contours;
}

std::vector<float> pick(const std::vector<float>& contour, const std::vector<size_t>& frames) {
  std::vector<float> values;
  values.reserve(frames.size());
  for (const size_t frame : frames) values.push_back(contour[frame]);
  return values;
}

std::vector<float> pick(const FrameVectors& vectors, int64_t column, const std::vector<size_t>& frames) {
  std::vector<float> values;
  values.reserve(frames.size());
  for (const size_t frame : frames) values.push_back(vectors.at(static_cast<int64_t>(frame), column));
  return values;
}

std::vector<float> times_of(const std::vector<size_t>& frames, double hop_s) {
  std::vector<float> times;
  for (const size_t frame : frames) times.push_back(static_cast<float>(static_cast<double>(frame) * hop_s));
  return times;
}

/// |value - value of the frame before| wherever both frames are among `frames`.
std::vector<float> list_steps(const std::vector<float>& values, const std::vector<size_t>& frames) {
  std::vector<float> steps;
  for (size_t i = 1; i < frames.size(); ++i) {
    if (frames[i] == frames[i - 1] + 1) steps.push_back(std::abs(values[i] - values[i - 1]));
  }
  return steps;
}

/// Lengths of the runs of neighbouring frames, in seconds.
std::vector<float> list_runs(const std::vector<size_t>& frames, double hop_s) {
  std::vector<float> runs;
  for (size_t i = 0; i < frames.size(); ++i) {
    if (i == 0 || frames[i] != frames[i - 1] + 1) runs.push_back(0);
    runs.back() += static_cast<float>(hop_s);
  }
  return runs;
}

double ratio(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : 0;
}

void add_pitch(const Contours& recording, FeatureRow& row) {
  std::vector<float> semitones = pick(recording.pitch.f0_hz, recording.voiced);
  for (float& value : semitones) value = static_cast<float>(12 * std::log2(value / kSemitoneZeroHz));
  const std::string name = "f0_semitones";
  row.add_moments(name, semitones);
  row.add_percentiles(name, semitones, {5, 10, 25, 50, 75, 90, 95});
  row.add(name + ".range_p05_p95", compute_percentile(semitones, 0.95) - compute_percentile(semitones, 0.05));
  row.add(name + ".slope_per_s", compute_slope(semitones, times_of(recording.voiced, recording.hop_s)));
  const std::vector<float> steps = list_steps(semitones, recording.voiced);
  row.add(name + ".step.mean", compute_mean(steps));
  row.add_percentiles(name + ".step", steps, {50, 90});
  const std::vector<float> aperiodicity = pick(recording.pitch.aperiodicity, recording.active);
  row.add_moments("aperiodicity", aperiodicity);
  row.add_percentiles("aperiodicity", aperiodicity, {10, 50, 90});
  row.add("aperiodicity.voiced.mean", compute_mean(pick(recording.pitch.aperiodicity, recording.voiced)));
}

void add_level(const Contours& recording, FeatureRow& row) {
  const std::vector<float>& contour = recording.level.level_db;
  const std::vector<float> level_db = pick(contour, recording.active);
  row.add("level_db.range_p05_p95", compute_percentile(level_db, 0.95) - compute_percentile(level_db, 0.05));
  const std::vector<float> steps = list_steps(level_db, recording.active);
  row.add("level_db.step.mean", compute_mean(steps));
  row.add_percentiles("level_db.step", steps, {50, 90});
  const std::vector<float> voiced_steps = list_steps(pick(contour, recording.voiced), recording.voiced);
  row.add("level_db.voiced_step.mean", compute_mean(voiced_steps));  // shimmer, coarsely
}

/// What every plain contour gets: over all active frames, and over the voiced ones among them.
void add_contour(const std::string& name, const std::vector<float>& contour, const Contours& recording,
                 FeatureRow& row) {
  const std::vector<float> active = pick(contour, recording.active);
  row.add_moments(name, active);
  row.add_percentiles(name, active, {10, 50, 90});
  row.add(name + ".slope_per_s", compute_slope(active, times_of(recording.active, recording.hop_s)));
  row.add_moments(name + ".voiced", pick(contour, recording.voiced));
}

void add_mfcc(const Contours& recording, FeatureRow& row) {
  for (int64_t k = 0; k < recording.mfcc.size; ++k) {
    const std::string name = fmt::format("mfcc_{:02}", k);
    const std::vector<float> active = pick(recording.mfcc, k, recording.active);
    row.add_moments(name, active);
    row.add_percentiles(name, active, {10, 50, 90});
    row.add_moments(name + ".voiced", pick(recording.mfcc, k, recording.voiced));
    const std::vector<float> deltas = pick(recording.deltas, k, recording.active);
    row.add_moments(name + ".delta", deltas);
    row.add_percentiles(name + ".delta", deltas, {10, 90});
  }
}

void add_timing(const Contours& recording, FeatureRow& row) {
  const auto num_frames = static_cast<double>(recording.level.level_db.size());
  const auto num_active = static_cast<double>(recording.active.size());
  const double active_s = num_active * recording.hop_s;
  row.add("duration_s", recording.duration_s);
  row.add("active_s", active_s);
  row.add("active_share", num_active / num_frames);
  row.add("voiced_share", ratio(static_cast<double>(recording.voiced.size()), num_active));
  const std::vector<float> runs = list_runs(recording.voiced, recording.hop_s);
  row.add_moments("voiced_run_s", runs);
  row.add("voiced_runs_per_s", ratio(static_cast<double>(runs.size()), active_s));
  const float peak_db = std::max(kQuietestActiveDb, recording.loud_db - kPeakRangeDb);
  const auto num_peaks = static_cast<double>(count_level_peaks(recording.level.level_db, peak_db));
  row.add("level_peaks_per_s", ratio(num_peaks, active_s));
}

FeatureRow describe_recording(const Contours& recording) {
  FeatureRow row;
  add_pitch(recording, row);
  add_level(recording, row);
  add_contour("level_db", recording.level.level_db, recording, row);
  add_contour("crossings_per_s", recording.level.crossings_per_s, recording, row);
  add_contour("centroid_hz", recording.spectral.centroid_hz, recording, row);
  add_contour("rolloff_hz", recording.spectral.rolloff_hz, recording, row);
  add_contour("flux", recording.spectral.flux, recording, row);
  add_contour("flatness_db", recording.spectral.flatness_db, recording, row);
  add_contour("slope_db_per_khz", recording.spectral.slope_db_per_khz, recording, row);
  add_contour("balance_db", recording.spectral.balance_db, recording, row);
  add_mfcc(recording, row);
  add_timing(recording, row);
  return row;
}

}  // namespace

AcousticFeatures extract_acoustic_features(const WaveformSamples& samples,
                                           const AcousticFeatureOptions& options) {
  AFFEKT_CHECK(samples.offsets.size() == static_cast<size_t>(samples.num_samples) + 1,
               "a wave's bounds are missing");
  const int num_threads = options.num_threads > 0 ? options.num_threads : thread_count();
  std::vector<FeatureRow> rows(static_cast<size_t>(samples.num_samples));
  if (samples.num_samples > 0) {
    ProgressBar bar("acoustic features", samples.num_samples, "recordings");
    parallel_for(samples.num_samples, num_threads, [&](int64_t i) {
      throw_if_interrupted("computing acoustic features");
      rows[static_cast<size_t>(i)] = describe_recording(compute_contours(samples, i, options));
      bar.advance();
    });
  }
  AcousticFeatures features;
  features.labels = samples.labels;
  features.groups = samples.groups;
  for (const FeatureRow& row : rows) {
    if (features.names.empty()) features.names = row.names;
    features.values.insert(features.values.end(), row.values.begin(), row.values.end());
  }
  features.num_features = static_cast<int64_t>(features.names.size());
  for (size_t i = 0; i < features.values.size(); ++i) {
    AFFEKT_CHECK(std::isfinite(features.values[i]),
                 features.names[i % features.names.size()] + " is not finite");
  }
  return features;
}

AcousticFeatures select_rows(const AcousticFeatures& features, const std::vector<int64_t>& rows) {
  AcousticFeatures selected;
  selected.num_features = features.num_features;
  selected.names = features.names;
  for (const int64_t i : rows) {
    AFFEKT_CHECK(i >= 0 && i < features.num_recordings(), fmt::format("there is no recording {}", i));
    selected.values.insert(selected.values.end(), features.row(i), features.row(i) + features.num_features);
    selected.labels.push_back(features.labels[static_cast<size_t>(i)]);
    if (!features.groups.empty()) selected.groups.push_back(features.groups[static_cast<size_t>(i)]);
  }
  return selected;
}

}  // namespace affekt
