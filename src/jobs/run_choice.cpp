#include "jobs/run_choice.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/writable_folder.h"
#include "runs/import/load_pretrained.h"
#include "runs/run_directory.h"
#include "training/machine/device.h"
#include "training/machine/process_threads.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kChooseAnother[] = "choose another --out";

fs::path choose_folder(const RunRequest& request) {
  return request.run_directory.empty() ? fs::path("experiments") / request.config.name
                                       : request.run_directory;
}

/// --overwrite removes the run that the training would begin with.
void check_weights_stay(const RunRequest& request) {
  const std::string& path = request.config.model.pretrained.path;
  if (!request.overwrite || path.empty()) return;
  const fs::path folder = fs::weakly_canonical(choose_folder(request)), weights = fs::weakly_canonical(path);
  if (std::mismatch(folder.begin(), folder.end(), weights.begin(), weights.end()).first == folder.end())
    throw ConfigError("model.pretrained.path: " + path + " lies in " + choose_folder(request).string() +
                      ", which --overwrite removes; choose another --out");
}

}  // namespace

void claim_run_directory(const fs::path& directory, const RunRequest& request) {
  const RunPaths paths{directory};
  switch (inspect_run_directory(paths)) {
    case RunDirectoryContent::kNothing:
      require_writable_folder(directory, kChooseAnother);  // now, and not when the data are prepared
      remove_run_temporaries(paths);
      return;
    case RunDirectoryContent::kForeign:
      if (!fs::is_directory(directory))
        throw ArtifactError(directory.string() + ": is no folder; choose another --out");
      throw ArtifactError(
          directory.string() +
          ": holds files that no run of affekt made (there is no config.yaml of affekt among them); "
          "choose another --out");
    case RunDirectoryContent::kRun:
      require_writable_folder(directory, kChooseAnother);
      break;
  }
  const RunLock command(paths, paths.state_lock()), training(paths);  // nobody else is working in it
  if (request.resume) {
    remove_run_temporaries(paths);
  } else if (!request.overwrite && (holds_training(paths) || holds_fold_training(paths))) {
    throw ArtifactError(
        directory.string() +
        ": already holds a run; --resume goes on with it, --overwrite starts anew in its place, "
        "--out DIR takes another directory");
  } else if (!request.overwrite && holds_results(paths)) {
    throw ArtifactError(
        directory.string() +
        ": holds the report or the model of a run whose training is not there, as a published baseline does; "
        "--out DIR takes another directory, --overwrite starts anew in its place");
  }
}

void check_start(const RunRequest& request) {
  choose_device(request.config.train.device);
  check_weights_stay(request);
  // A training that goes on has its weights in its checkpoint, wherever they once came from.
  if (!request.resume || !holds_training(RunPaths{choose_folder(request)}))
    check_pretrained(request.config.model.pretrained);
}

TrainRunOptions choose_run_directory(const RunRequest& request) {
  check_start(request);
  TrainRunOptions fit;
  fit.config = request.config;
  fit.run_directory = choose_folder(request);
  fit.prepared_path = request.prepared_path;
  fit.resume = request.resume;
  fit.overwrite = request.overwrite;
  fit.watch = request.watch;
  claim_run_directory(fit.run_directory, request);
  use_threads(fit.config.train.num_threads);
  return fit;
}

}  // namespace affekt
