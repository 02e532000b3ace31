#include "core/process/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "core/process/log.h"
#include "core/process/terminal.h"
#include "core/text/time_text.h"

namespace affekt {
namespace {

constexpr double kQuietSeconds = 0.5;
constexpr double kTerminalSeconds = 0.1;  // between two drawings
constexpr double kPipedSeconds = 5;
constexpr int kBarWidth = 24;

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string format_rate(double rate) {
  if (rate >= 100) return fmt::format("{:.0f}", rate);
  return rate >= 10 ? fmt::format("{:.1f}", rate) : fmt::format("{:.2f}", rate);
}

}  // namespace

ProgressBar::ProgressBar(std::string label, int64_t total, std::string unit)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      finished_(!log_shows(LogLevel::kInfo)),
      terminal_(stderr_is_terminal()),
      start_(std::chrono::steady_clock::now()),
      last_draw_(start_) {
  AFFEKT_CHECK(total > 0, "a progress bar needs at least one step");
}

ProgressBar::~ProgressBar() {
  finish();
}

void ProgressBar::advance(int64_t steps) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (finished_) return;
  done_ += steps;
  const auto now = std::chrono::steady_clock::now();
  if (seconds_between(start_, now) < kQuietSeconds) return;
  if (seconds_between(last_draw_, now) < (terminal_ ? kTerminalSeconds : kPipedSeconds)) return;
  last_draw_ = now;
  draw(false);
}

void ProgressBar::set_note(std::string note) {
  const std::lock_guard<std::mutex> lock(mutex_);
  note_ = std::move(note);
}

void ProgressBar::finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (finished_) return;
  finished_ = true;
  const bool was_long = seconds_between(start_, std::chrono::steady_clock::now()) >= kQuietSeconds;
  if (was_long || drawn_) draw(true);
}

void ProgressBar::draw(bool last) {
  drawn_ = true;
  const double elapsed = seconds_between(start_, std::chrono::steady_clock::now());
  const double rate = elapsed > 0 ? static_cast<double>(done_) / elapsed : 0;
  const double share = std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0.0, 1.0);
  std::string line = label_ + " ";
  if (terminal_) {
    const int filled = static_cast<int>(share * kBarWidth);
    line += "[" + std::string(static_cast<size_t>(filled), '#') +
            std::string(static_cast<size_t>(kBarWidth - filled), '.') + "] ";
  }
  line += fmt::format("{}/{} {} ({:.0f} %), {} {}/s", done_, total_, unit_, std::floor(100 * share),
                      format_rate(rate), unit_);
  if (last) {
    line += ", took " + format_duration(elapsed);
  } else if (rate > 0) {
    line +=
        ", " + format_duration(static_cast<double>(std::max<int64_t>(total_ - done_, 0)) / rate) + " left";
  }
  if (!note_.empty()) line += ", " + note_;
  if (terminal_) {
    // A line that wraps can't be redrawn in place.
    line.resize(std::min(line.size(), static_cast<size_t>(std::max(count_terminal_columns() - 1, 1))));
    draw_status_line(line);
    if (last) end_status_line();
  } else {
    // Unlike fmt::print it doesn't throw: a full disk under the log ends no training.
    write_above_status_line([&] { std::fputs((line + "\n").c_str(), stderr); });
  }
}

}  // namespace affekt
