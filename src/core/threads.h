// How many threads there are, and a plain parallel loop for work that is not LibTorch's.
#pragma once

#include <cstdint>
#include <functional>

namespace affekt {

/// Physical cores this process may run on (affinity and hyper-threads respected), at least 1.
int count_physical_cores();

/// Calls body(i) for i in 0..count-1 from `num_threads` threads; the first exception is rethrown when all ended.
void parallel_for(int64_t count, int num_threads, const std::function<void(int64_t index)>& body);

}  // namespace affekt
