#include "ingest/sources/ravdess/recording_losses.h"

#include <cmath>
#include <functional>
#include <opencv2/core.hpp>

#include <fmt/format.h>

#include "core/text/count_text.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

/// One kind of loss: how bad it is, from which value on it is told, and the two halves of the sentence.
struct LossKind {
  std::function<double(const Recording&)> badness;
  double told_from;
  const char* what;  // behind "12 recordings "
  std::function<std::string(const Recording&)> worst;
  const char* remedy;
};

double peak_db(const Recording& recording) {
  return 20 * std::log10(std::max(recording.peak, 1.0 / kFullScale));
}

const std::vector<LossKind>& loss_kinds() {
  constexpr double kTelephone = 3e-7;  // 65 dB: noise and consonants of any wider recording have more
  static const std::vector<LossKind> kinds = {
      {[](const Recording& r) { return r.clipped_share; }, 0.01,
       "clipped: more than 1 % of the samples are cut at full scale",
       [](const Recording& r) { return fmt::format("{:.1f} %", 100 * r.clipped_share); },
       "take copies that were not amplified so far, if there are any"},
      {[](const Recording& r) { return 1 - r.kept_share; }, 0.9,
       "cut by data.audio.trim_db to less than a tenth",
       [](const Recording& r) { return fmt::format("{:.1f} % is left", 100 * r.kept_share); },
       "a click may be louder than the voice; remove it, or raise data.audio.trim_db (0: nothing is cut)"},
      {[](const Recording& r) { return -peak_db(r); }, 50,
       "near silent: their peak is below -50 dB of full scale",
       [](const Recording& r) { return fmt::format("{:.0f} dB", peak_db(r)); },
       "16 bits keep fewer than 100 steps of them; check that they are recordings of a voice"},
      {[](const Recording& r) { return 1.0 * (kWaveRateHz - r.source_rate_hz); }, 1,
       "at a sample rate below 16000 Hz",
       [](const Recording& r) { return fmt::format("{} Hz", r.source_rate_hz); },
       "above half of their rate they hold nothing, by which a model can tell them from the others"},
      {[](const Recording& r) {
         return r.source_rate_hz < kWaveRateHz ? 0 : -std::log10(r.high_band_share + 1e-12);
       },
       -std::log10(kTelephone),
       "next to silent above 4.4 kHz, as after a telephone or a sample rate of 8 kHz",
       [](const Recording& r) {
         return fmt::format("{:.0f} dB", 10 * std::log10(r.high_band_share + 1e-12));
       },
       "a model can tell them from the others by that"},
      {[](const Recording& r) { return r.has_silent_channel ? 1 : 0; }, 1,
       "with a channel that is silent throughout", [](const Recording&) { return std::string(); },
       "the mean of the channels is what is used, so they are softer than the others; keep the other "
       "channels "
       "only"}};
  return kinds;
}

}  // namespace

double find_high_band_share(const std::vector<int16_t>& wave) {
  constexpr int kFrame = 1024;
  constexpr double kLowestHz = 4400;
  const auto num_frames = static_cast<int>(wave.size() / kFrame);
  if (num_frames == 0) return 1;
  cv::Mat frames(num_frames, kFrame, CV_32F), spectra;
  for (int i = 0; i < num_frames * kFrame; ++i) {
    const double hann = 0.5 - 0.5 * std::cos(2 * CV_PI * (i % kFrame) / kFrame);
    frames.at<float>(i / kFrame, i % kFrame) = static_cast<float>(hann * wave[static_cast<size_t>(i)]);
  }
  cv::dft(frames, spectra,
          cv::DFT_ROWS);  // of each row: bin 0, then the real and imaginary part of 1, 2, ...
  constexpr int kFirstHigh = static_cast<int>(2 * kLowestHz * kFrame / kWaveRateHz);
  constexpr int kFirstHeard = 7;  // from 62 Hz on: an offset is no sound
  const cv::Mat heard = spectra.colRange(kFirstHeard, kFrame);
  const double all = heard.dot(heard);
  const cv::Mat high = spectra.colRange(kFirstHigh, kFrame);
  return all > 0 ? high.dot(high) / all : 1;
}

std::vector<std::string> describe_losses(const std::vector<Recording>& recordings,
                                         const std::vector<std::string>& names) {
  std::vector<std::string> warnings;
  for (const LossKind& kind : loss_kinds()) {
    int64_t count = 0;
    size_t worst = 0;
    for (size_t i = 0; i < recordings.size(); ++i) {
      if (!recordings[i].fault.empty() || kind.badness(recordings[i]) < kind.told_from) continue;
      if (count++ == 0 || kind.badness(recordings[i]) > kind.badness(recordings[worst])) worst = i;
    }
    if (count == 0) continue;
    const std::string detail = kind.worst(recordings[worst]);
    warnings.push_back(fmt::format("{} {} {} (the worst: {}{}); {}", count_of(count, "recording"),
                                   count == 1 ? "is" : "are", kind.what, names[worst],
                                   detail.empty() ? "" : ", " + detail, kind.remedy));
  }
  return warnings;
}

}  // namespace affekt
