// The run directory: where each file of a run is, and the lock that keeps a second run out.
#pragma once

#include <filesystem>
#include <vector>

namespace affekt {

/// Paths inside a run directory; nothing is touched.
struct RunPaths {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.yaml"; }
  std::filesystem::path manifest() const { return root / "manifest.json"; }
  std::filesystem::path log() const { return root / "train.log"; }
  std::filesystem::path metrics() const { return root / "metrics.csv"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path weights() const { return root / "best.safetensors"; }
  std::filesystem::path predictions() const { return root / "predictions.csv"; }
  std::filesystem::path onnx() const { return root / "model.onnx"; }
  std::filesystem::path lock() const { return root / ".lock"; }
  /// Of what a command does here, and how the last one ended: see runs/state/run_record.h.
  std::filesystem::path state() const { return root / "run_state.json"; }
  std::filesystem::path state_lock() const { return root / ".running"; }
};

enum class RunDirectoryContent {
  kNothing,  // missing, empty, or only locks, temporaries and run_state.json
  kRun,      // a run of affekt: it has affekt's config.yaml
  kForeign,  // files, and no run of affekt among them
};
RunDirectoryContent inspect_run_directory(const RunPaths& paths);

/// Weights, checkpoints or a model that is no network (<kind>_model.json) are there. A published baseline is
/// a run without.
bool holds_training(const RunPaths& paths);

/// A report or an exported model is there: of a training, or of a published baseline, which is a run without.
bool holds_results(const RunPaths& paths);

/// One of the folds of a cross-validation in this directory, fold_1 and so on, holds a training.
bool holds_fold_training(const RunPaths& paths);

/// Removes what affekt writes into a run directory, its folds too, but locks and run_state.json, which are
/// the running command's; nothing else that lies there.
void remove_run_files(const RunPaths& paths);

/// Removes what evaluation and export have made of a training: reports, predictions, the exported model.
void remove_run_results(const RunPaths& paths);

/// Removes what a killed affekt left half-written: `<name>.<pid>-<n>.tmp` of a run's own files.
void remove_run_temporaries(const RunPaths& paths);

/// Holds an exclusive flock on <run>/.lock (while files of a training are written) or on <run>/.running
/// (while a whole command works there) for its lifetime; the kernel frees it when the process dies.
class RunLock {
 public:
  /// Makes the directory if needed. @throws ArtifactError if another process holds the lock
  explicit RunLock(const RunPaths& paths) : RunLock(paths, paths.lock()) {}
  /// @param file  paths.lock() or paths.state_lock()
  RunLock(const RunPaths& paths, std::filesystem::path file);
  /// Removes the lock file, and the folders that the constructor made if nothing was written into them.
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  bool take();
  void make_directories();

  RunPaths paths_;
  std::filesystem::path file_;
  std::vector<std::filesystem::path> made_;  // the innermost first
  int descriptor_ = -1;
};

/// Whether a process works in the run directory right now. A lock file that a killed process has left is no
/// lock.
bool is_run_locked(const RunPaths& paths);

}  // namespace affekt
