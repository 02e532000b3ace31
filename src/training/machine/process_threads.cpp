#include "training/machine/process_threads.h"

#include <ATen/Parallel.h>

#include "core/process/threads.h"

namespace affekt {

void use_threads(int64_t count) {
  set_thread_count(count);
  at::set_num_threads(thread_count());
}

}  // namespace affekt
