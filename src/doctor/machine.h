// What this machine has: processor, memory, disk, graphics cards, and the limits of the container.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/process/memory_limits.h"

namespace affekt {

struct Machine {
  std::string system;                         // "Linux 6.1.0 x86_64"
  std::string processor;                      // "AMD EPYC 9B14"
  std::vector<std::string> instruction_sets;  // see core/process/processor.h
  int online_cpus = 0;                        // hardware threads of the machine
  int allowed_cpus = 0;                       // hardware threads that this process may run on
  int physical_cores = 0;                     // what affekt's threads are counted by (core/process/threads.h)
  std::optional<double> cpu_quota;            // of the container, in CPUs
  std::string governor;                       // of the clock, where it holds the clock down; else empty
  uint64_t memory_bytes = 0, available_bytes = 0, swapped_bytes = 0;
  MemoryLimits limits;
  std::vector<std::string> gpus;  // NVIDIA's, by name, whether LibTorch can use them or not
};

/// @param root  where /proc and /sys are looked for; what is missing there stays empty or 0
Machine read_machine(const std::filesystem::path& root = "/");

/// Room for files in a folder, or where it would be made. @return bytes; nothing: it can't be told
std::optional<uint64_t> find_free_disk_bytes(const std::filesystem::path& folder);

}  // namespace affekt
