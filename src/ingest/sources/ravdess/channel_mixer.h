// Frames of several channels -> their mean, with what is lost by that or was lost in the channels before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace affekt {

class ChannelMixer {
 public:
  explicit ChannelMixer(size_t num_channels) : channels_(num_channels) {}

  /// @param block  interleaved
  /// @return       [num_frames]; fewer: the next one is not finite, and nothing may be added any more
  const std::vector<float>& mix(const std::vector<float>& block, size_t num_frames);
  /// All that were mixed.
  size_t num_frames() const { return num_frames_; }

  /// Of the samples of all channels: those in runs of 3 and more at one value of full scale. A wave that was
  /// cut stays there, a single sample is a peak.
  double clipped_share() const;
  /// Whether one of several channels is zero throughout, and the others aren't.
  bool has_silent_channel() const;
  /// Whether the mean has next to nothing of what the channels have: less than a fiftieth of the power that
  /// the mean of unrelated channels has, which is the N-th part of a channel's.
  bool cancels() const;

 private:
  struct Channel {
    void add(float sample);
    double energy = 0;
    int64_t num_clipped = 0, run = 0;  // of equal samples at full scale
    float last = 0;
  };
  std::vector<Channel> channels_;
  std::vector<float> mono_;
  size_t num_frames_ = 0;
  double energy_ = 0;  // of the mean
};

}  // namespace affekt
