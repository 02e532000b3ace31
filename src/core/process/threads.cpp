#include "core/process/threads.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/process/cpu_quota.h"

namespace affekt {
namespace {

std::vector<int> list_allowed_cpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> cpus;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(cpu, &allowed)) cpus.push_back(cpu);
    }
  } else {  // more than CPU_SETSIZE CPUs
    for (unsigned cpu = 0; cpu < std::thread::hardware_concurrency(); ++cpu) {
      cpus.push_back(static_cast<int>(cpu));
    }
  }
  return cpus;
}

/// The CPUs that share a core with `cpu`, as the kernel writes them ("0,4"); without /sys each is its own.
std::string core_of(int cpu) {
  const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
  for (const char* name : {"core_cpus_list", "thread_siblings_list"}) {  // the second: before Linux 5.3
    std::ifstream file(folder + name);
    std::string siblings;
    if (std::getline(file, siblings) && !siblings.empty()) return siblings;
  }
  return std::to_string(cpu);
}

std::atomic<int> wanted_count{0};  // 0: the physical cores

}  // namespace

int count_physical_cores() {
  std::set<std::string> cores;
  for (const int cpu : list_allowed_cpus()) cores.insert(core_of(cpu));
  const int count = std::max(1, static_cast<int>(cores.size()));
  const auto quota = read_cpu_quota();  // a fraction of a core counts as one
  return quota ? std::clamp(static_cast<int>(std::ceil(std::min<double>(*quota, count))), 1, count) : count;
}

int thread_count() {
  const int wanted = wanted_count;
  return wanted > 0 ? wanted : count_physical_cores();
}

void set_thread_count(int64_t count) {
  AFFEKT_CHECK(count >= 0 && count <= 1 << 20, "no such number of threads");
  wanted_count = static_cast<int>(count);
}

void parallel_for(int64_t count, int num_threads, const std::function<void(int64_t index)>& body) {
  if (num_threads <= 1 || count <= 1) {
    for (int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::atomic<int64_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr error;
  int64_t error_index = count;

  // Indices are taken in order, so every index below a failed one is run to its end. Keeping the error of the
  // lowest index thus gives the same error whatever the threads' timing.
  const auto work = [&] {
    while (!failed) {
      const int64_t i = next++;
      if (i >= count) return;
      try {
        body(i);
      } catch (...) {
        failed = true;
        const std::lock_guard<std::mutex> lock(mutex);
        if (i < error_index) {
          error_index = i;
          error = std::current_exception();
        }
      }
    }
  };
  std::vector<std::thread> threads;
  const int64_t num_helpers = std::min<int64_t>(num_threads, count) - 1;
  try {
    for (int64_t t = 0; t < num_helpers; ++t) threads.emplace_back(work);
  } catch (const std::system_error&) {  // the limit on threads or memory is reached: fewer do the same work
  }
  work();
  for (std::thread& thread : threads) thread.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace affekt
