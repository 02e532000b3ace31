// Collects the pieces of work of all threads, and adds up what each kind of work took.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/process/work_span.h"

namespace affekt {

/// Listens while it lives.
class WorkRecorder : public WorkListener {
 public:
  WorkRecorder() { set_work_listener(this); }
  ~WorkRecorder() override { set_work_listener(nullptr); }
  WorkRecorder(const WorkRecorder&) = delete;
  WorkRecorder& operator=(const WorkRecorder&) = delete;

  void note_work(const WorkPiece& piece) override;
  /// What has ended since the last call, in the order of the ends.
  std::vector<WorkPiece> take();

 private:
  std::mutex mutex_;
  std::vector<WorkPiece> pieces_;
};

/// Seconds of each kind of work, by thread and name, without the pieces that lie inside it: where "forward"
/// contains "waiting", its own time is the rest. So the values of a thread add up to the time that its
/// outermost pieces cover.
/// @param since  what lies before it doesn't count; a piece that reaches over it counts from there on
std::map<int, std::map<std::string, double>> sum_own_seconds(std::vector<WorkPiece> pieces,
                                                             WorkClock::time_point since);

}  // namespace affekt
