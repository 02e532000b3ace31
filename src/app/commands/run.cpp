// affekt run: the whole way from a config to the report and the deployable file.
#include <fmt/format.h>

#include <optional>

#include "app/engine/how_to_resume.h"
#include "app/engine/execute.h"
#include "app/engine/report_run.h"
#include "app/engine/run_choice.h"
#include "app/engine/run_folds.h"
#include "app/engine/run_songs.h"
#include "config/load_config.h"
#include "core/interrupt.h"
#include "export/export_run.h"
#include "runs/run_directory.h"
#include "store/prepared_file.h"

namespace affekt {
namespace {

/// The config's split, or in words and not in silence validation where the data set lacks that one. Empty:
/// only training samples are there, and a report on them would mislead.
std::optional<std::string> choose_report_split(const ExperimentConfig& config,
                                               const std::filesystem::path& prepared) {
  const std::string& wanted = config.evaluate.split;
  const SplitCounts counts = count_splits(prepared);
  if (counts.of(split_from_name(wanted)) > 0) return wanted;
  if (counts.validation == 0) {
    log_warning(fmt::format(
        "{} has neither a {} nor a validation split: there is nothing to report on that the model was not "
        "trained on, so the run goes on to its export without a report",
        config.data.path, wanted));
    return std::nullopt;
  }
  const bool chooses = config.train.select == "best";
  log_warning(fmt::format(
      "{} has no {} split: the report is on the validation split instead{}", config.data.path, wanted,
      chooses ? ", which also chose the best epoch, so its scores are on the optimistic side" : ""));
  return split_name(Split::kValidation);
}

}  // namespace

void execute(const RunCommand& command) {
  if (clusters_songs(load_experiment(command.run.config.path, command.run.config.overrides)))
    return run_songs(command);
  if (command.folds) return run_folds(command);
  const TrainRunOptions options = begin_run(command.run);
  const auto split = choose_report_split(options.config, options.prepared_path);
  throw_if_interrupted("the run, before its training; the prepared data stay");
  train_or_tell_how_to_resume(options);
  remove_stale_results(options.run_directory);

  const std::string directory = options.run_directory.string();
  nlohmann::json report;
  if (split) {
    const auto advice = fmt::format(
        "the training is finished: {}, or 'affekt evaluate {}' and 'affekt export {}' do the rest",
        kHowToResume, directory, directory);
    report = with_resume_hint(advice, [&] { return report_on(options, *split, command.no_pictures); });
  }
  const ExportSummary exported =
      with_resume_hint(fmt::format("the training is finished: 'affekt export {}' does the rest", directory), [&] {
        throw_if_interrupted("the run, before its export");
        return export_run({options.run_directory, options.prepared_path});
      });

  print_outcome(options.run_directory, report, exported, "model.onnx");
}

}  // namespace affekt
