#include "app/engine/run_choice.h"

#include "app/engine/how_to_resume.h"
#include "app/engine/run_songs.h"
#include "config/load_config.h"
#include "core/error.h"
#include "core/writable_folder.h"
#include "ingest/prepare.h"
#include "models/model_table.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

fs::path choose_run_directory(const ExperimentConfig& config, const RunArguments& arguments) {
  return arguments.out.empty() ? fs::path("experiments") / config.name : fs::path(arguments.out);
}

/// Now, and not when the data are prepared.
void check_writable(const fs::path& directory) {
  const std::string reason = why_not_writable(directory);
  if (!reason.empty()) throw ArtifactError(directory.string() + ": " + reason + "; choose another --out");
}

/// What the config alone gives away, so that nobody waits for it until the data are prepared.
void check_config(const ExperimentConfig& config) {
  if (clusters_songs(config)) return;
  check_model_input(config.model.name, is_source_of_sound(config.data.source));
  const std::string why_none = why_no_validation(config.data.split);
  if (!why_none.empty()) check_training_without_validation(config.train, why_none);
}

}  // namespace

void claim_run_directory(const fs::path& directory, const RunArguments& arguments) {
  const RunPaths paths{directory};
  switch (inspect_run_directory(paths)) {
    case RunDirectoryContent::kNothing:
      check_writable(directory);
      return;
    case RunDirectoryContent::kForeign:
      throw ArtifactError(
          directory.string() +
          ": holds files that no run of affekt made (there is no config.yaml of affekt among them); "
          "choose another --out");
    case RunDirectoryContent::kRun:
      break;
  }
  const RunLock lock(paths);  // nobody else is working in it
  if (arguments.resume) {
    remove_run_temporaries(paths);
  } else if (!arguments.overwrite && (holds_training(paths) || holds_fold_training(paths))) {
    throw ArtifactError(
        directory.string() +
        ": already holds a run; --resume goes on with it, --overwrite starts anew in its place, "
        "--out DIR takes another directory");
  } else if (!arguments.overwrite && holds_results(paths)) {
    throw ArtifactError(
        directory.string() +
        ": holds the report or the model of a run whose training is not there, as a published baseline does; "
        "--out DIR takes another directory, --overwrite starts anew in its place");
  }
}

TrainRunOptions choose_run(const RunArguments& arguments) {
  TrainRunOptions options;
  options.config = load_experiment(arguments.config.path, arguments.config.overrides);
  options.run_directory = choose_run_directory(options.config, arguments);
  options.resume = arguments.resume;
  options.overwrite = arguments.overwrite;
  check_config(options.config);
  claim_run_directory(options.run_directory, arguments);
  return options;
}

TrainRunOptions begin_run(const RunArguments& arguments) {
  TrainRunOptions options = choose_run(arguments);
  options.prepared_path = prepare_data(options.config.data).path;
  return options;
}

TrainSummary train_or_tell_how_to_resume(const TrainRunOptions& options) {
  return with_resume_hint(kHowToResume + (" from the checkpoint in " + options.run_directory.string()),
                     [&] { return train_run(options); });
}

}  // namespace affekt
