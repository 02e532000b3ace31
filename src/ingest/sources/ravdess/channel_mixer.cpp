#include "ingest/sources/ravdess/channel_mixer.h"

#include <algorithm>
#include <cmath>

namespace affekt {

void ChannelMixer::Channel::add(float sample) {
  constexpr float kFullScaleOf8Bit = 0.992F;
  constexpr int64_t kShortestRun = 3;
  energy += double{sample} * sample;
  run = std::fabs(sample) < kFullScaleOf8Bit ? 0 : sample == last ? run + 1 : 1;
  last = sample;
  if (run >= kShortestRun) num_clipped += run == kShortestRun ? kShortestRun : 1;
}

const std::vector<float>& ChannelMixer::mix(const std::vector<float>& block, size_t num_frames) {
  mono_.clear();
  for (size_t frame = 0; frame < num_frames; ++frame) {
    double sum = 0;
    for (size_t channel = 0; channel < channels_.size(); ++channel) {
      const float sample = block[frame * channels_.size() + channel];
      channels_[channel].add(sample);
      sum += sample;
    }
    const auto mean = static_cast<float>(sum / static_cast<double>(channels_.size()));
    if (!std::isfinite(mean)) break;
    energy_ += double{mean} * mean;
    mono_.push_back(mean);
  }
  num_frames_ += mono_.size();
  return mono_;
}

double ChannelMixer::clipped_share() const {
  int64_t num_clipped = 0;
  for (const Channel& channel : channels_) num_clipped += channel.num_clipped;
  const auto num_samples = static_cast<double>(num_frames_ * channels_.size());
  return num_samples > 0 ? static_cast<double>(num_clipped) / num_samples : 0;
}

bool ChannelMixer::has_silent_channel() const {
  return energy_ > 0 && std::any_of(channels_.begin(), channels_.end(),
                                    [](const Channel& channel) { return channel.energy == 0; });
}

bool ChannelMixer::cancels() const {
  double energy = 0;
  for (const Channel& channel : channels_) energy += channel.energy;
  const auto num_channels = static_cast<double>(channels_.size());
  const double of_unrelated = energy / (num_channels * num_channels);
  return energy_ < 0.02 * of_unrelated;
}

}  // namespace affekt
