// A progress bar with rate and time left on a terminal; a plain line every few seconds when piped.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace affekt {

/// Thread-safe. Writes to stderr. Nothing is drawn below 0.5 s of work, nor when the log shows warnings only.
class ProgressBar {
 public:
  /// @param total  number of steps, > 0
  /// @param unit   what a step is, for the rate: "images" gives "612 images/s"
  ProgressBar(std::string label, int64_t total, std::string unit);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void advance(int64_t steps = 1);
  /// A short text behind the bar, such as "loss 1.234".
  void set_note(std::string note);
  /// Ends the bar; further calls do nothing.
  void finish();

 private:
  void draw(bool last);
  std::mutex mutex_;
  std::string label_, unit_, note_;
  int64_t total_, done_ = 0;
  bool finished_, drawn_ = false, terminal_;
  std::chrono::steady_clock::time_point start_, last_draw_;
};

}  // namespace affekt
