#include "core/process/work_span.h"

#include "core/error.h"

namespace affekt {

void set_work_listener(WorkListener* listener) {
  WorkListener* const before = work_span_detail::listener.exchange(listener);
  AFFEKT_CHECK(listener == nullptr || before == nullptr, "somebody listens already");
}

int work_span_detail::current_thread() {
  static std::atomic<int> num_threads{0};
  thread_local const int number = num_threads++;
  return number;
}

}  // namespace affekt
