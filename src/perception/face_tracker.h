// Faces along a video: who is who from frame to frame, with boxes and probabilities that don't jump.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

namespace affekt {

struct FaceTrackerOptions {
  double box_time_constant_s = 0.1;  // after it a box that jumped has gone 63 % of the way; 0: no smoothing
  double half_life_s = 0.5;          // of what was read before; 0: no smoothing
  double min_overlap = 0.3;          // intersection over union with the face's last box, 0..1 (0 excluded)
  int missed_frames = 3;             // so many in a row, and it is still the same face
};

struct TrackedFace {
  int64_t id = 0;                     // from 1, never used again
  cv::Rect2d box;                     // smoothed, in pixels
  cv::Rect found;                     // as it was found last
  int missed = 0;                     // frames since then; 0: it is in this frame
  double seen_s = 0;                  // when it was found last
  std::vector<double> probabilities;  // [K], smoothed; empty: none were given yet
  double answered_s = 0;              // when they were given last

  bool is_here() const { return missed == 0; }
};

/// One a video. Not for several threads at once.
class FaceTracker {
 public:
  /// @throws ConfigError  an option out of its range
  explicit FaceTracker(const FaceTrackerOptions& options = {});

  /// The next frame. A face is the one of the frame before whose last box it overlaps most, pairs with the
  /// most overlap first. A face that is missed keeps its box, and is given up after options.missed_frames.
  /// @param time_s  of the frame, later than the one before
  /// @param found   boxes of this frame, not empty ones
  /// @return        of each box its id
  std::vector<int64_t> update(double time_s, const std::vector<cv::Rect>& found);

  /// What a model said of a face in the present frame. Smoothed in the logarithm: with a share
  /// s = 0.5^(time since the last answer / half_life_s), log p = s log p_before + (1 - s) log p_now, and then
  /// scaled to sum to 1; so one class that is ruled out weighs more than in a mean of probabilities. The
  /// first answer is taken as it is. No probability counts as less than 1e-6.
  /// @param probabilities  [K], sum to 1
  void add_probabilities(int64_t id, const std::vector<float>& probabilities);

  /// All that are not given up, in the order of their ids.
  const std::vector<TrackedFace>& faces() const { return faces_; }
  /// @return null if there is no such face, or no more
  const TrackedFace* find(int64_t id) const;

 private:
  std::vector<int64_t> match(const std::vector<cv::Rect>& found) const;

  const FaceTrackerOptions options_;
  std::vector<TrackedFace> faces_;
  int64_t last_id_ = 0;
  double time_s_ = 0;
};

}  // namespace affekt
