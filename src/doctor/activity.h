// What else the machine is doing: how many of its CPUs other processes use right now, and which ones.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affekt {

/// The counters of one moment, in clock ticks.
struct ActivityCounters {
  uint64_t busy = 0;    // of all CPUs: user, nice, system, interrupts
  uint64_t stolen = 0;  // given to other virtual machines
  struct Process {
    std::string name;
    uint64_t ticks = 0;
  };
  std::map<pid_t, Process> processes;
};

/// @param root  where /proc is looked for
ActivityCounters read_activity_counters(const std::filesystem::path& root = "/");

/// In CPUs: 1 is one CPU, all of the time.
struct Activity {
  double others = 0;  // used by other processes
  double stolen = 0;  // by other virtual machines on the same hardware
  struct Process {
    std::string name;
    double cpus = 0;
  };
  std::vector<Process> busiest;  // other processes of at least a tenth of a CPU, at most three
};

/// @param own      this process, which is left out  @param seconds  between the two, > 0
/// @param ticks_a_second  sysconf(_SC_CLK_TCK)
Activity compare_counters(const ActivityCounters& before, const ActivityCounters& after, pid_t own,
                          double seconds, double ticks_a_second);

/// Looks at the counters twice, and waits in between.
Activity watch_activity(std::chrono::milliseconds duration);

}  // namespace affekt
