// Named pieces of work and the time they take, for whoever profiles a run. While nobody listens a span costs
// one read of a variable.
#pragma once

#include <atomic>
#include <chrono>

namespace affekt {

using WorkClock = std::chrono::steady_clock;

/// One piece of work that has ended. Pieces of one thread lie inside or behind each other.
struct WorkPiece {
  const char* name = "";  // a literal: "forward"
  int thread = 0;         // 0, 1 ... in the order in which threads first ended a piece
  WorkClock::time_point begin, end;
};

class WorkListener {
 public:
  virtual ~WorkListener() = default;
  /// Called from the thread that did the work.
  virtual void note_work(const WorkPiece& piece) = 0;
};

/// One at a time. @param listener  null: nobody; it must outlive every span that begins while it listens
void set_work_listener(WorkListener* listener);

namespace work_span_detail {
inline std::atomic<WorkListener*> listener{nullptr};
int current_thread();
}  // namespace work_span_detail

/// From its construction to its destruction.
class WorkSpan {
 public:
  explicit WorkSpan(const char* name)
      : listener_(work_span_detail::listener.load(std::memory_order_acquire)), name_(name) {
    if (listener_ != nullptr) begin_ = WorkClock::now();
  }
  ~WorkSpan() {
    if (listener_ != nullptr)
      listener_->note_work({name_, work_span_detail::current_thread(), begin_, WorkClock::now()});
  }
  WorkSpan(const WorkSpan&) = delete;
  WorkSpan& operator=(const WorkSpan&) = delete;

 private:
  WorkListener* const listener_;
  const char* const name_;
  WorkClock::time_point begin_;
};

}  // namespace affekt
