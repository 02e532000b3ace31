#include "training/profile/chrome_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace affekt {
namespace {

double microseconds(WorkClock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

}  // namespace

std::string render_chrome_trace(const std::vector<WorkPiece>& pieces, int training_thread) {
  std::string text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[";
  WorkClock::time_point first = WorkClock::time_point::max();
  std::set<int> threads;
  for (const WorkPiece& piece : pieces) {
    first = std::min(first, piece.begin);
    threads.insert(piece.thread);
  }
  const char* separator = "\n";
  for (const int thread : threads) {
    text += fmt::format(
        "{}{{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":{},\"args\":{{\"name\":\"{}\"}}}}",
        separator, thread, thread == training_thread ? "training" : "loader");
    separator = ",\n";
  }
  for (const WorkPiece& piece : pieces) {
    text += fmt::format(
        "{}{{\"ph\":\"X\",\"name\":\"{}\",\"pid\":1,\"tid\":{},\"ts\":{:.3f},\"dur\":{:.3f}}}", separator,
        piece.name, piece.thread, microseconds(piece.begin - first), microseconds(piece.end - piece.begin));
    separator = ",\n";
  }
  return text + "\n]}\n";
}

}  // namespace affekt
