#include "doctor/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "core/process/cpu_quota.h"
#include "core/process/processor.h"
#include "core/process/threads.h"
#include "core/text/affix.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string first_line_of(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// /proc/meminfo has lines "MemAvailable:   12345 kB".
uint64_t read_meminfo(const fs::path& root, const std::string& key) {
  std::ifstream file(root / "proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!begins_with(line, key + ":")) continue;
    uint64_t kilobytes = 0;
    std::istringstream(line.substr(key.size() + 1)) >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

/// "powersave" of Intel's and AMD's own drivers is their usual mode, and reaches full speed.
std::string read_slow_governor(const fs::path& root) {
  const fs::path folder = root / "sys/devices/system/cpu/cpu0/cpufreq";
  const std::string driver = first_line_of(folder / "scaling_driver");
  const std::string governor = first_line_of(folder / "scaling_governor");
  const bool has_own_mode = begins_with(driver, "intel_pstate") || begins_with(driver, "amd-pstate");
  return governor == "powersave" && !has_own_mode ? governor : "";
}

/// /proc/driver/nvidia/gpus/<bus>/information has a line "Model: \t\t NVIDIA H200".
std::vector<std::string> list_nvidia_gpus(const fs::path& root) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(root / "proc/driver/nvidia/gpus", none)) {
    std::ifstream file(entry.path() / "information");
    for (std::string line; std::getline(file, line);) {
      if (!begins_with(line, "Model:")) continue;
      const size_t first = line.find_first_not_of(" \t", 6);
      names.push_back(first == std::string::npos ? "unknown" : line.substr(first));
    }
  }
  return names;
}

}  // namespace

Machine read_machine(const fs::path& root) {
  utsname system{};
  uname(&system);
  Machine machine;
  machine.system = std::string(system.sysname) + " " + system.release + " " + system.machine;
  machine.processor = processor_name(root);
  machine.instruction_sets = read_instruction_sets(root);
  machine.online_cpus = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  machine.allowed_cpus = static_cast<int>(std::thread::hardware_concurrency());
  machine.physical_cores = count_physical_cores();
  machine.cpu_quota = read_cpu_quota(root);
  machine.governor = read_slow_governor(root);
  machine.memory_bytes = read_meminfo(root, "MemTotal");
  machine.available_bytes = read_meminfo(root, "MemAvailable");
  machine.swapped_bytes = read_meminfo(root, "SwapTotal") - read_meminfo(root, "SwapFree");
  machine.limits = read_memory_limits(root);
  machine.gpus = list_nvidia_gpus(root);
  return machine;
}

std::optional<uint64_t> find_free_disk_bytes(const fs::path& folder) {
  std::error_code fault;
  fs::path there = fs::absolute(folder, fault);
  while (!fs::exists(there, fault) && there.has_relative_path()) there = there.parent_path();
  const fs::space_info space = fs::space(there, fault);
  return fault ? std::nullopt : std::make_optional<uint64_t>(space.available);
}

}  // namespace affekt
