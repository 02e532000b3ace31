#include "doctor/activity.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr double kLeastShare = 0.1;
constexpr size_t kMostProcesses = 3;

/// "123 (name) S 1 ...": the name may hold anything, blanks and brackets too; utime and stime are the 14th
/// and 15th field (proc(5)).
bool parse_process(const std::string& stat, ActivityCounters::Process& process) {
  const size_t open = stat.find('('), close = stat.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return false;
  process.name = stat.substr(open + 1, close - open - 1);
  std::istringstream rest(stat.substr(close + 1));
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};  // from the third on
  if (fields.size() < 13) return false;
  process.ticks =
      std::strtoull(fields[11].c_str(), nullptr, 10) + std::strtoull(fields[12].c_str(), nullptr, 10);
  return true;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

uint64_t grown(uint64_t before, uint64_t after) {
  return after > before ? after - before : 0;
}

}  // namespace

ActivityCounters read_activity_counters(const fs::path& root) {
  ActivityCounters counters;
  std::ifstream all(root / "proc/stat");  // "cpu user nice system idle iowait irq softirq steal ..."
  std::string cpu;
  uint64_t user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft_irq = 0;
  if (all >> cpu >> user >> nice >> system >> idle >> waiting >> irq >> soft_irq) {
    counters.busy = user + nice + system + irq + soft_irq;
    all >> counters.stolen;
  }
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(root / "proc", none)) {
    const std::string name = entry.path().filename().string();
    if (!is_number(name)) continue;
    std::ifstream file(entry.path() / "stat");  // a process may have ended meanwhile
    std::string stat;
    ActivityCounters::Process process;
    if (std::getline(file, stat) && parse_process(stat, process))
      counters.processes[static_cast<pid_t>(std::stol(name))] = process;
  }
  return counters;
}

Activity compare_counters(const ActivityCounters& before, const ActivityCounters& after, pid_t own,
                          double seconds, double ticks_a_second) {
  const auto cpus = [&](uint64_t ticks) { return static_cast<double>(ticks) / ticks_a_second / seconds; };
  Activity activity;
  activity.stolen = cpus(grown(before.stolen, after.stolen));
  double used_here = 0;
  for (const auto& [id, process] : after.processes) {
    const auto found = before.processes.find(id);
    // One that is new has begun in between.
    const uint64_t before_it = found == before.processes.end() ? 0 : found->second.ticks;
    const double share = cpus(grown(before_it, process.ticks));
    if (id == own) {
      used_here = share;
    } else if (share >= kLeastShare) {
      activity.busiest.push_back({process.name, share});
    }
  }
  activity.others = std::max(0.0, cpus(grown(before.busy, after.busy)) - used_here);
  std::sort(activity.busiest.begin(), activity.busiest.end(),
            [](const auto& a, const auto& b) { return a.cpus > b.cpus; });
  if (activity.busiest.size() > kMostProcesses) activity.busiest.resize(kMostProcesses);
  return activity;
}

Activity watch_activity(std::chrono::milliseconds duration) {
  const auto start = std::chrono::steady_clock::now();
  const ActivityCounters before = read_activity_counters();
  std::this_thread::sleep_for(duration);
  const ActivityCounters after = read_activity_counters();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return compare_counters(before, after, ::getpid(), seconds, static_cast<double>(::sysconf(_SC_CLK_TCK)));
}

}  // namespace affekt
