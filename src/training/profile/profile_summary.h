// Where the time of training steps went: figures, the table in the log, profile.json.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "training/profile/matrix_rate.h"

namespace affekt {

/// All times in seconds, over all profiled steps: all but the first.
struct ProfileSummary {
  int64_t num_steps = 0, num_samples = 0, num_epochs = 0;
  double steps = 0;  // from the first to the last: the sum of the next six
  double waiting = 0, forward = 0, backward = 0, update = 0;
  double checkpoint = 0;                 // inside the steps; those at the end of an epoch don't count
  double other = 0;                      // log, progress bar
  double loading = 0, augmentation = 0;  // of the loader's thread, at the same time
  double validation = 0;                 // behind the steps
  double flops_a_sample = 0;             // of matrix products, forward and backward; 0: not counted
  MatrixRate matrix_rate;                // that one reaches here
  std::string precision = "fp32";
  std::string unit = "samples";
  int num_threads = 1;

  /// Floating-point operations a second of matrix products, over the steps.
  double reached_rate() const;
};

/// Several lines. @param summary  of at least one step
std::string render_profile(const ProfileSummary& summary);
nlohmann::json to_json(const ProfileSummary& summary);

}  // namespace affekt
