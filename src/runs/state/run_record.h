// run_state.json: what a command in a run directory does, and how it ended. Beside it a lock that the process
// holds says whether it still runs: the kernel frees it, whatever ends the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "runs/run_directory.h"

namespace affekt {

/// In the folder of a group of runs: what the group is made of (kinds/run_group.h).
constexpr const char* kGroupFileName = "group.json";

/// What run_state.json says from the beginning on.
struct RunPlan {
  std::string command;      // "run", "train", "run --folds", "run --seeds", "sweep"
  std::string best_metric;  // of validation; empty: none
  int64_t num_epochs = 0;   // of one training; 0: it has none
  bool resume = false;      // the seconds of the commands before count too
};

/// The record of one command in a run directory, or in the folder of a group of runs. run_state.json:
///   {"command", "state": "running" | "finished" | "failed" | "interrupted", "stage", "reason": of the last
///    two, "best_metric", "num_epochs", "started_at", "updated_at": UTC, "seconds": of work in all,
///    "results": of "finished", which of report.json and model.onnx are there}
/// A state "running" without its lock is that of a killed process.
class RunRecord {
 public:
  /// Locks <folder>/.running and writes "running". @throws ArtifactError: another process works there; a full
  /// disk ...
  RunRecord(const RunPaths& paths, const RunPlan& plan);
  /// Leaves "interrupted", unless the end was told; frees the lock.
  ~RunRecord();
  RunRecord(const RunRecord&) = delete;
  RunRecord& operator=(const RunRecord&) = delete;

  /// "training", "evaluation", "export", "seed 2 of 3"
  void set_stage(const std::string& stage);
  void finish() { end("finished", ""); }
  /// If nothing was begun (config.yaml and group.json are those from before), what the record said before
  /// comes back: a refused command changes nothing. The same for interrupt().
  void fail(const std::string& reason) { end("failed", reason); }
  void interrupt(const std::string& reason) { end("interrupted", reason); }

 private:
  void write(const std::string& state);
  void end(const std::string& state, const std::string& reason);

  RunPaths paths_;
  RunLock lock_;
  nlohmann::json record_;
  std::string former_, former_begin_;  // run_state.json before; which config.yaml and group.json were there
  double seconds_before_ = 0;
  std::chrono::steady_clock::time_point start_;
  bool has_ended_ = false;
};

/// Does `work` under a record: finished when it returns; failed or interrupted, with the message, when it
/// throws, which it does on.
void record_run(const RunPaths& paths, const RunPlan& plan, const std::function<void(RunRecord&)>& work);

}  // namespace affekt
