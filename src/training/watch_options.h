// What a training tells beside its log, on request; nothing of it changes the training.
#pragma once

namespace affekt {

struct WatchOptions {
  bool profile = false;        // where a step's time goes: a table in the log, profile.json
  bool profile_trace = false;  // as `profile`, and profile_trace.json
  bool histograms = false;     // of weights and gradients, in the TensorBoard files

  bool profiles() const { return profile || profile_trace; }
};

}  // namespace affekt
