// Trainings side by side, each in a process of its own: `affekt train` on a config.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace affekt {

/// One training to be done, or to go on with.
struct WorkerTask {
  std::string name;              // "trial 3", for messages
  std::filesystem::path config;  // its effective config
  std::filesystem::path folder;  // its run directory
};

/// How `affekt train` has ended.
struct WorkerEnd {
  int exit_code = 0;    // minus the signal's number, if one ended it
  std::string message;  // what it said last, if it failed: "the loss is not finite: ..."
};

struct WorkerEvents {
  std::function<void(size_t task, const WorkerEnd&)> on_end;
  /// Several times a second. @param running  the tasks that run just now
  std::function<void(const std::vector<size_t>& running)> on_tick;
};

/// Begins the tasks in their order, `num_at_once` of them at a time, and comes back when all have ended. Each
/// ends with this process, whatever ends it. A run directory in which an affekt still works, as a process
/// that is just being ended does, is waited for.
/// @throws Interrupted: the workers were asked to save and have ended; what on_end throws, likewise;
///         ArtifactError: the program can't be started
void run_workers(const std::vector<WorkerTask>& tasks, int64_t num_at_once, const WorkerEvents& events);

}  // namespace affekt
