#include "core/process/cpu_quota.h"

#include <fstream>

namespace affekt {

std::optional<double> read_cpu_quota(const std::filesystem::path& root) {
  std::ifstream file(root / "sys/fs/cgroup/cpu.max");  // "200000 100000" or "max 100000"
  double quota = 0, period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

}  // namespace affekt
