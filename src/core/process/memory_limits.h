// How much memory this process may have: the limits of its shell and of its container.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

namespace affekt {

constexpr uint64_t kNoMemoryLimit = std::numeric_limits<uint64_t>::max();

/// In bytes.
struct MemoryLimits {
  uint64_t address_space = kNoMemoryLimit;  // RLIMIT_AS, ulimit -v
  uint64_t data = kNoMemoryLimit;           // RLIMIT_DATA, ulimit -d: what is mapped for this process alone
  uint64_t resident = kNoMemoryLimit;       // the cgroup's, version 1 or 2, and of those it lies in
};

/// @param root  where /proc and /sys are looked for
MemoryLimits read_memory_limits(const std::filesystem::path& root = "/");

/// Those that are set: "address space 976 MiB (ulimit -v), memory 512 MiB (cgroup)"; empty if none is.
std::string describe_memory_limits(const MemoryLimits& limits);

/// Empty if affekt can begin its work; else the first limit that is too low, with what is needed. Beyond it
/// OpenBLAS asks for memory for ever, and the kernel kills without a word.
/// @param num_cpus   for each of them OpenBLAS takes a buffer
/// @param num_cores  the threads that the work is done by
std::string explain_too_little_memory(const MemoryLimits& limits, int num_cpus, int num_cores);

/// The CPUs that OpenBLAS counts: those of the machine, or OMP_NUM_THREADS if that is less.
int count_blas_cpus();

}  // namespace affekt
