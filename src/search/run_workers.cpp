#include "search/run_workers.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "core/error.h"
#include "core/process/child_process.h"
#include "core/process/end_with_parent.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/affix.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

constexpr std::chrono::milliseconds kTick{30};
constexpr std::chrono::seconds kMostTimeToSave{12};  // an interrupted training ends itself after 9 s

struct Worker {
  size_t task = 0;
  std::unique_ptr<ChildProcess> process;
};

/// @throws ArtifactError: somebody has built or installed affekt anew meanwhile
std::string find_program() {
  const std::string path = std::filesystem::read_symlink("/proc/self/exe").string();
  if (ends_with(path, " (deleted)"))
    throw ArtifactError(
        "affekt itself was replaced by another build while the sweep ran; --resume goes on with that one");
  return path;
}

std::vector<std::string> make_command(const WorkerTask& task) {
  return {find_program(), "train", task.config.string(), "--out", task.folder.string(), "--resume"};
}

/// What stands behind the last "affekt: error: " that the program printed, else all that it said.
std::string find_message(const std::string& output) {
  constexpr std::string_view kMark = "affekt: error: ";
  const size_t mark = output.rfind(kMark);
  return mark == std::string::npos ? output : output.substr(mark + kMark.size());
}

/// The workers that run; whatever ends the sweep, they are asked to save first.
class Workers {
 public:
  Workers() { make_children_end_with_this(); }
  ~Workers() {
    for (Worker& each : running_) each.process->ask_to_end();
    const auto end = std::chrono::steady_clock::now() + kMostTimeToSave;
    for (Worker& each : running_)
      while (!each.process->has_ended() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(kTick);
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  size_t count() const { return running_.size(); }
  void start(size_t task, const WorkerTask& description) {
    running_.push_back({task, std::make_unique<ChildProcess>(make_command(description))});
  }
  std::vector<size_t> list_tasks() const {
    std::vector<size_t> tasks;
    for (const Worker& each : running_) tasks.push_back(each.task);
    return tasks;
  }
  /// Takes one that has ended out of them. @return false: all of them run
  bool take_ended(size_t& task, WorkerEnd& end) {
    for (auto each = running_.begin(); each != running_.end(); ++each) {
      if (!each->process->has_ended()) continue;
      task = each->task;
      end.exit_code = each->process->exit_code();
      end.message = end.exit_code == 0 ? "" : find_message(each->process->read_last_output());
      running_.erase(each);
      return true;
    }
    return false;
  }

 private:
  std::vector<Worker> running_;
};

/// @return whether somebody works in the run directory of the task, which is told once
bool is_busy(const WorkerTask& task, bool& is_told) {
  if (!is_run_locked(RunPaths{task.folder})) return false;
  if (!is_told)
    log_info(fmt::format("{}: another affekt still works in {}; waiting for its end", task.name,
                         task.folder.string()));
  is_told = true;
  return true;
}

}  // namespace

void run_workers(const std::vector<WorkerTask>& tasks, int64_t num_at_once, const WorkerEvents& events) {
  Workers workers;
  size_t next = 0;
  bool is_told = false;
  while (next < tasks.size() || workers.count() > 0) {
    throw_if_interrupted("the sweep");
    while (next < tasks.size() && static_cast<int64_t>(workers.count()) < num_at_once &&
           !is_busy(tasks[next], is_told)) {
      workers.start(next, tasks[next]);
      ++next;
      is_told = false;
    }
    size_t ended = 0;
    WorkerEnd end;
    while (workers.take_ended(ended, end)) events.on_end(ended, end);
    events.on_tick(workers.list_tasks());
    std::this_thread::sleep_for(kTick);
  }
}

}  // namespace affekt
