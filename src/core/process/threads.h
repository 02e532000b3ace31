// How many threads this process uses, and a plain parallel loop for work that is not LibTorch's.
#pragma once

#include <cstdint>
#include <functional>

namespace affekt {

/// Physical cores this process may run on, at least 1: affinity, hyper-threads and a container's CPU limit
/// count.
int count_physical_cores();

/// The threads that everything in this process uses: what set_thread_count was told, else the physical cores.
/// LibTorch and OpenCV keep counts of their own: whoever begins work with one of them hands this one over.
int thread_count();
/// @param count  train.num_threads; 0: the physical cores
void set_thread_count(int64_t count);

/// Calls body(i) for i in 0..count-1 from `num_threads` threads, the caller among them. After an exception no
/// new index is begun; the exception of the lowest index is rethrown when all threads have ended.
void parallel_for(int64_t count, int num_threads, const std::function<void(int64_t index)>& body);

}  // namespace affekt
