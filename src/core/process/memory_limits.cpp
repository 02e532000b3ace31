#include "core/process/memory_limits.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMiB = uint64_t{1} << 20;

uint64_t read_rlimit(int resource) {
  rlimit limit = {};
  const bool is_set =
      ::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return is_set ? limit.rlim_cur : kNoMemoryLimit;
}

/// The least of the limits in the group's folder and in those above it. In a container the group may go by
/// the host's path, which isn't there; its own folder is then `mount`.
uint64_t read_cgroup_limit(const fs::path& mount, const std::string& group, const char* file_name) {
  uint64_t least = kNoMemoryLimit;
  for (fs::path folder = fs::path(group).relative_path();; folder = folder.parent_path()) {
    std::ifstream file(mount / folder / file_name);
    uint64_t limit = 0;
    constexpr uint64_t kUnlimited = uint64_t{1} << 60;  // version 1 writes a number that no machine has
    if (file >> limit && limit < kUnlimited) least = std::min(least, limit);  // version 2 writes "max"
    if (folder.empty()) return least;
  }
}

/// /proc/self/cgroup has lines "4:memory:/job" (version 1) and "0::/job" (version 2).
uint64_t read_resident_limit(const fs::path& root) {
  std::ifstream file(root / "proc/self/cgroup");
  uint64_t least = kNoMemoryLimit;
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string group = line.substr(second + 1);
    const fs::path mount = root / "sys/fs/cgroup";
    if (controllers == ",,") {
      least = std::min(least, read_cgroup_limit(mount, group, "memory.max"));
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, read_cgroup_limit(mount / "memory", group, "memory.limit_in_bytes"));
    }
  }
  return least;
}

struct NamedLimit {
  const char *what, *whose;
  uint64_t bytes;
};

std::vector<NamedLimit> list_limits(const MemoryLimits& limits) {
  return {{"address space", "ulimit -v", limits.address_space},
          {"data segment", "ulimit -d", limits.data},
          {"memory", "cgroup: of the container, the job or the service", limits.resident}};
}

}  // namespace

MemoryLimits read_memory_limits(const fs::path& root) {
  return {read_rlimit(RLIMIT_AS), read_rlimit(RLIMIT_DATA), read_resident_limit(root)};
}

std::string describe_memory_limits(const MemoryLimits& limits) {
  std::string text;
  for (const NamedLimit& limit : list_limits(limits)) {
    if (limit.bytes == kNoMemoryLimit) continue;
    text += fmt::format("{}{} {} MiB ({})", text.empty() ? "" : ", ", limit.what, limit.bytes / kMiB,
                        limit.whose);
  }
  return text;
}

std::string explain_too_little_memory(const MemoryLimits& limits, int num_cpus, int num_cores) {
  // Measured with LibTorch 1.13 and OpenBLAS 0.3.21 on 1, 2, 4 and 16 CPUs, the whole way on 350 images:
  // 588 MiB for the libraries (500 of them read-only), 136 for each CPU that OpenBLAS counts, 192 for the
  // work and 76 for each thread. It began with 1218 MiB on 2 CPUs, and spun or crashed with 1209. In a cgroup
  // it was done with 96 MiB and killed with 64.
  const uint64_t address_space = static_cast<uint64_t>(800 + 136 * num_cpus + 76 * num_cores);
  const std::vector<uint64_t> needed_mib = {address_space, address_space - 500, 96};
  const std::vector<NamedLimit> all = list_limits(limits);
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].bytes >= needed_mib[i] * kMiB) continue;
    return fmt::format(
        "too little {} to begin with ({}): at least {} MiB expected, {} MiB got; raise that limit",
        all[i].what, all[i].whose, needed_mib[i], all[i].bytes / kMiB);
  }
  return "";
}

int count_blas_cpus() {
  const int on_machine = std::max(1, static_cast<int>(::sysconf(_SC_NPROCESSORS_CONF)));
  const char* const wanted = std::getenv("OMP_NUM_THREADS");
  const int limit = wanted == nullptr ? 0 : std::atoi(wanted);
  return limit > 0 ? std::min(limit, on_machine) : on_machine;
}

}  // namespace affekt
