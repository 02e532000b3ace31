// run_state.json: what a command in a run directory does, and how it ended. Beside it a lock that the process
// holds says whether it still runs: the kernel frees it, whatever ends the process.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "runs/run_directory.h"

namespace affekt {

/// What run_state.json says from the beginning on.
struct RunPlan {
  std::string command;      // "run", "train", "run --folds", "run --seeds", "sweep"
  std::string best_metric;  // of validation; empty: none
  int64_t num_epochs = 0;   // of one training; 0: it has none
};

/// The record of one command in a run directory, or in a group's folder.
class RunRecord {
 public:
  /// Locks <folder>/.running and writes "running". @throws ArtifactError: another process works there
  RunRecord(const RunPaths& paths, const RunPlan& plan);
  /// "interrupted", unless finish() or fail() was called; then the lock is freed.
  ~RunRecord();
  RunRecord(const RunRecord&) = delete;
  RunRecord& operator=(const RunRecord&) = delete;

  /// "training", "evaluation", "export", "seed 2 of 3"
  void set_stage(const std::string& stage);
  void finish();
  /// If nothing of the run was begun (its config.yaml is the one from before), what the record said before
  /// stays: a refused command changes nothing.
  void fail(const std::string& reason);
  void interrupt(const std::string& reason);

 private:
  void write(const char* state);
  void end(const char* state, const std::string& reason);

  RunPaths paths_;
  RunLock lock_;
  nlohmann::json record_;
  std::string former_, former_config_;  // run_state.json before; which config.yaml was there
  double start_seconds_ = 0;
  bool ended_ = false;
};

/// Does `work` under a record: finished when it returns; failed or interrupted, with the message, when it
/// throws, which it does on.
void record_run(const RunPaths& paths, const RunPlan& plan, const std::function<void(RunRecord&)>& work);

}  // namespace affekt
