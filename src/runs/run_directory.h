// The run directory: where each file of a run is, and the lock that keeps a second run out.
#pragma once

#include <filesystem>

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
};

/// Holds an exclusive flock on <run>/.lock for its lifetime; the kernel frees it when the process dies.
class RunLock {
 public:
  /// Makes the directory if needed. @throws ArtifactError if another process holds the lock
  explicit RunLock(const RunPaths& paths);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace affekt
