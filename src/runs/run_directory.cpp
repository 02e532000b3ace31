#include "runs/run_directory.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The first words of every effective config: see config/write/write_yaml.cpp.
constexpr char kConfigHeader[] = "# Effective config of affekt";

using Names = std::vector<std::string>;

/// What a training writes into a run directory, but the lock.
const Names& training_names() {
  static const Names names = {"config.yaml",     "manifest.json",    "train.log",         "metrics.csv",
                              "checkpoints",     "best.safetensors", "tensorboard",       "local.json",
                              "song_model.json", "profile.json",     "profile_trace.json"};
  return names;
}

/// What evaluation and export write beside it.
const Names& result_names() {
  static const Names names = {"report.json",      "report.md",
                              "report.html",      "figures",
                              "predictions.csv",  "baseline_predictions.csv",
                              "model.onnx",       "model_card.md",
                              "test_data_set_0",  "test_data_set_1",
                              "clusters.csv",     "catalogue.csv",
                              "method_ranks.csv", "published_predictions.csv",
                              "model.json"};
  return names;
}

bool is_run_file(const std::string& name) {
  const auto has = [&](const Names& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return has(training_names()) || has(result_names());
}

/// What lies in the folder under a name of this form.
std::vector<fs::path> list_matching(const fs::path& folder, const std::regex& pattern) {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (std::regex_match(entry.path().filename().string(), pattern)) found.push_back(entry.path());
  return found;
}

/// The runs of a cross-validation inside `root`: fold_1, fold_2 ...
std::vector<RunPaths> list_fold_runs(const RunPaths& root) {
  static const std::regex pattern("fold_[0-9]+");
  std::vector<RunPaths> folds;
  for (const fs::path& path : list_matching(root.root, pattern))
    if (inspect_run_directory(RunPaths{path}) == RunDirectoryContent::kRun) folds.push_back(RunPaths{path});
  return folds;
}

bool is_temporary_of_run(const std::string& name) {
  static const std::regex pattern("(.+)\\.[0-9]+-[0-9]+\\.tmp");
  std::smatch match;
  if (!std::regex_match(name, match, pattern)) return false;
  const std::string stem = match[1];
  return is_run_file(stem) || stem == "run_state.json" || stem == "group.json" ||
         fs::path(stem).extension() == ".ckpt";
}

/// Of a process that is at work: an export takes no lock. Our own number was another one's before, in a
/// container.
bool is_temporary_in_use(const std::string& name) {
  const size_t end = name.rfind('-'), begin = name.rfind('.', end) + 1;
  const long long process = std::strtoll(name.substr(begin, end - begin).c_str(), nullptr, 10);
  const auto pid = static_cast<pid_t>(process);
  if (process <= 0 || process != static_cast<long long>(pid) || pid == ::getpid()) return false;
  return ::kill(pid, 0) == 0 || errno == EPERM;
}

/// Whether another process holds the lock. The question itself is a shared lock, for microseconds.
bool is_locked(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  ::close(descriptor);
  return !is_free;
}

/// An exclusive flock, without waiting for another process's work. What asks whether the lock is held
/// (is_locked) shares it for microseconds, and is waited for. @return 0, or errno
int lock_exclusively(int descriptor) {
  constexpr int kMaxAttempts = 10;
  for (int attempt = 1; ::flock(descriptor, LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if (errno != EWOULDBLOCK || attempt == kMaxAttempts) return errno;
    if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) return errno;  // it is at work: nobody shares with it
    ::flock(descriptor, LOCK_UN);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

}  // namespace

RunDirectoryContent inspect_run_directory(const RunPaths& paths) {
  if (!fs::exists(paths.root)) return RunDirectoryContent::kNothing;
  if (!fs::is_directory(paths.root)) return RunDirectoryContent::kForeign;
  std::ifstream config(paths.config());
  std::string first_line;
  std::getline(config, first_line);
  if (first_line.rfind(kConfigHeader, 0) == 0) return RunDirectoryContent::kRun;
  for (const auto& entry : fs::directory_iterator(paths.root)) {
    const fs::path& path = entry.path();
    if (path != paths.lock() && path != paths.state_lock() && path != paths.state() &&
        !is_temporary_of_run(path.filename().string()))
      return RunDirectoryContent::kForeign;
  }
  return RunDirectoryContent::kNothing;
}

bool holds_training(const RunPaths& paths) {
  return fs::exists(paths.checkpoints()) || fs::exists(paths.weights()) ||
         fs::exists(paths.root / "song_model.json");
}

bool holds_results(const RunPaths& paths) {
  return fs::exists(paths.root / "report.json") || fs::exists(paths.onnx());
}

bool holds_fold_training(const RunPaths& paths) {
  const auto folds = list_fold_runs(paths);
  return std::any_of(folds.begin(), folds.end(), holds_training);
}

void remove_run_files(const RunPaths& paths) {
  for (const RunPaths& fold : list_fold_runs(paths)) {
    remove_run_files(fold);
    fs::remove(fold.lock());
    if (fs::is_empty(fold.root)) fs::remove(fold.root);
  }
  remove_run_temporaries(paths);
  for (const auto& name : training_names()) fs::remove_all(paths.root / name);
  remove_run_results(paths);
}

void remove_run_results(const RunPaths& paths) {
  static const std::regex further_report("report_((train|validation|test)_)?[0-9a-f]{8}");  // of `evaluate`
  static const std::regex in_folder(".+\\.svg|(input|output)_[0-9]+\\.pb");  // figures, test vectors
  std::error_code ignored;  // of a folder in which others keep something
  for (const fs::path& path : list_matching(paths.root, further_report)) {
    remove_run_results(RunPaths{path});
    fs::remove(path, ignored);
  }
  for (const auto& name : result_names()) {
    for (const fs::path& file : list_matching(paths.root / name, in_folder)) fs::remove(file);
    fs::remove(paths.root / name, ignored);
  }
}

void remove_run_temporaries(const RunPaths& paths) {
  for (const auto& directory : {paths.root, paths.checkpoints()}) {
    if (!fs::is_directory(directory)) continue;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory)) {
      const std::string name = entry.path().filename().string();
      if (is_temporary_of_run(name) && !is_temporary_in_use(name)) found.push_back(entry.path());
    }
    for (const auto& path : found) fs::remove_all(path);
  }
}

bool is_run_locked(const RunPaths& paths) {
  return is_locked(paths.state_lock()) || is_locked(paths.lock());
}

RunLock::RunLock(const RunPaths& paths, fs::path file) : paths_(paths), file_(std::move(file)) {
  constexpr int kMaxAttempts = 100;  // each fails only if somebody else's lock ends within microseconds
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    make_directories();
    if (take()) return;
  }
  throw ArtifactError(file_.string() + ": can't lock: it vanishes again and again");
}

void RunLock::make_directories() {
  std::error_code error;
  for (fs::path folder = paths_.root; !folder.empty() && !fs::exists(folder, error);
       folder = folder.parent_path()) {
    if (std::find(made_.begin(), made_.end(), folder) == made_.end()) made_.push_back(folder);
  }
  fs::create_directories(paths_.root, error);
  if (error) throw ArtifactError(paths_.root.string() + ": can't make the run directory: " + error.message());
}

/// @return false if the lock's last holder has removed the file, or its folder, in between
bool RunLock::take() {
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0 && errno == ENOENT) return false;
  if (descriptor_ < 0) throw ArtifactError(file_.string() + ": can't open: " + std::strerror(errno));
  if (const int reason = lock_exclusively(descriptor_); reason != 0) {
    ::close(descriptor_);
    if (reason == EWOULDBLOCK)
      throw ArtifactError(
          paths_.root.string() +
          ": another affekt is working in this run directory; wait for it, or choose another --out");
    throw ArtifactError(file_.string() + ": can't lock: " + std::strerror(reason));
  }
  struct stat ours = {}, there = {};
  const bool still_there = ::fstat(descriptor_, &ours) == 0 && ::stat(file_.c_str(), &there) == 0 &&
                           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
  if (!still_there) ::close(descriptor_);
  return still_there;
}

RunLock::~RunLock() {
  std::error_code ignored;
  fs::remove(file_, ignored);  // while it is held: whoever opened it before finds it gone
  for (const fs::path& folder : made_) fs::remove(folder, ignored);  // fails if anything is in it
  ::close(descriptor_);
}

}  // namespace affekt
