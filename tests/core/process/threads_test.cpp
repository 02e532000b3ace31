#include "core/process/threads.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace affekt {
namespace {

TEST(PhysicalCores, AreAtLeastOneAndNotMoreThanTheAllowedCpus) {
  cpu_set_t allowed;
  ASSERT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
  EXPECT_GE(count_physical_cores(), 1);
  EXPECT_LE(count_physical_cores(), CPU_COUNT(&allowed));
}

TEST(PhysicalCores, AreOneForAThreadThatIsBoundToOneCpu) {
  int count = 0;
  std::thread([&] {
    cpu_set_t allowed, one;
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
      if (CPU_ISSET(cpu, &allowed)) CPU_SET(cpu, &one);
    }
    ::sched_setaffinity(0, sizeof one, &one);
    count = count_physical_cores();
  }).join();
  EXPECT_EQ(count, 1);
}

TEST(ThreadCount, IsThePhysicalCoresUntilItIsSet) {
  EXPECT_EQ(thread_count(), count_physical_cores());
  set_thread_count(3);
  EXPECT_EQ(thread_count(), 3);
  set_thread_count(0);
  EXPECT_EQ(thread_count(), count_physical_cores());
  EXPECT_THROW(set_thread_count(-1), std::logic_error);
}

TEST(ParallelFor, CallsEveryIndexOnce) {
  for (const int num_threads : {0, 1, 2, 7}) {
    for (const int64_t count : {0, 1, 3, 1000}) {
      std::vector<std::atomic<int>> calls(static_cast<size_t>(count));
      parallel_for(count, num_threads, [&](int64_t i) { ++calls[static_cast<size_t>(i)]; });
      for (const auto& n : calls) ASSERT_EQ(n, 1) << num_threads << " threads, " << count << " indices";
    }
  }
}

TEST(ParallelFor, RunsBodiesAtTheSameTime) {
  std::atomic<int> arrived{0};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  parallel_for(3, 3, [&](int64_t) {  // each waits for the others: one thread alone would never come through
    ++arrived;
    while (arrived < 3 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

#ifndef __SANITIZE_ADDRESS__  // which itself needs terabytes of address space

/// With no address space left for the stack of another thread.
void add_up_without_threads() {
  long pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit limit = {};
  ::getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = static_cast<rlim_t>(pages * ::sysconf(_SC_PAGESIZE)) + (rlim_t{2} << 20);
  ::setrlimit(RLIMIT_AS, &limit);
  std::atomic<int64_t> sum{0};
  parallel_for(100, 64, [&](int64_t i) { sum += i; });
  std::exit(sum == 4950 ? 0 : 1);
}

TEST(ParallelForDeathTest, DoesItsWorkWhereNoThreadCanBeStarted) {
  EXPECT_EXIT(add_up_without_threads(), testing::ExitedWithCode(0), "");
}

#endif

TEST(ParallelFor, RethrowsTheErrorOfTheLowestIndexWhateverTheTiming) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    try {
      parallel_for(100, 4, [&](int64_t i) {
        if (i < 10) return;
        // The later index fails sooner.
        if (i == 10) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        throw std::runtime_error(std::to_string(i));
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "10");
    }
  }
}

TEST(ParallelFor, BeginsNoNewIndexAfterAnError) {
  std::atomic<int> calls{0};
  const auto body = [&](int64_t i) {
    ++calls;
    if (i == 0) throw std::runtime_error("first");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  EXPECT_THROW(parallel_for(100000, 2, body), std::runtime_error);
  EXPECT_LT(calls, 10000);
}

}  // namespace
}  // namespace affekt
