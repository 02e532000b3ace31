#include "app/engine/run_choice.h"

#include "core/error.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// All that affekt writes into a run directory, but the lock.
std::vector<fs::path> files_of_run(const RunPaths& paths) {
  std::vector<fs::path> files = {paths.config(),  paths.manifest(),    paths.log(),  paths.metrics(),
                                 paths.weights(), paths.predictions(), paths.onnx(), paths.checkpoints()};
  for (const char* name : {"report.json", "report.md", "report.html", "model_card.md", "figures",
                           "test_data_set_0", "tensorboard"}) {
    files.push_back(paths.root / name);
  }
  return files;
}

/// What a run that was killed left half-written beside its files.
void remove_temporary_files(const RunPaths& paths) {
  for (const fs::path& directory : {paths.root, paths.checkpoints()}) {
    if (!fs::is_directory(directory)) continue;
    for (const auto& entry : fs::directory_iterator(directory)) {
      if (entry.path().extension() == ".tmp") fs::remove(entry.path());
    }
  }
}

}  // namespace

fs::path choose_run_directory(const ExperimentConfig& config, const RunArguments& arguments) {
  return arguments.out.empty() ? fs::path("experiments") / config.name : fs::path(arguments.out);
}

void claim_run_directory(const fs::path& directory, const RunArguments& arguments) {
  const RunPaths paths{directory};
  if (!fs::exists(directory)) return;
  if (arguments.resume || arguments.overwrite) {
    const RunLock lock(paths);  // nobody else's run is touched
    remove_temporary_files(paths);
    if (arguments.resume) return;
    for (const fs::path& path : files_of_run(paths)) fs::remove_all(path);
    return;
  }
  if (!fs::exists(paths.weights()) && !fs::exists(paths.checkpoints())) return;
  throw ArtifactError(
      directory.string() +
      ": already holds a run; --resume goes on with it, --overwrite starts anew in its place, "
      "--out DIR takes another directory");
}

TrainSummary train_or_tell_how_to_resume(const TrainRunOptions& options) {
  try {
    return train_run(options);
  } catch (const Interrupted& error) {
    throw Interrupted(std::string(error.what()) +
                      "; the same command with --resume goes on from the checkpoint in " +
                      options.run_directory.string());
  }
}

}  // namespace affekt
