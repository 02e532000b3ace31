#include "jobs/fit_network.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "jobs/how_to_resume.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Of the model itself, or of the final model of a cross-validation, or of one whose final model is not there
/// yet.
bool is_report_of(const json& report, const std::string& weights_digest) {
  const json::json_pointer final_model("/cross_validation/final_model");
  if (report.contains(final_model) && report.at(final_model).is_null()) return true;
  for (const char* member : {"/model/weights_digest", "/cross_validation/final_model/weights_digest"}) {
    const json::json_pointer pointer(member);
    if (report.contains(pointer) && report.at(pointer) == weights_digest) return true;
  }
  return false;
}

/// Reports and an exported model that lie in the directory but are of other weights than the training that
/// has just ended there. (A run without --overwrite may go to a directory with a published baseline, which
/// has no weights.)
void remove_stale_results(const RunPaths& run) {
  const fs::path path = run.root / "report.json";
  if (!fs::exists(path)) return;
  const json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (is_report_of(report, sha256_of_file(run.weights()))) return;
  remove_run_results(run);
  log_info(fmt::format("{}: removed the report and the exported model, which were of other weights",
                       run.root.string()));
}

}  // namespace

std::string describe_network_resume(const fs::path& run_directory) {
  return kHowToResume + (" from the checkpoint in " + run_directory.string());
}

FitSummary fit_network(const TrainRunOptions& options, const std::function<TrainJob()>& make_job) {
  const TrainSummary trained = train_network(options, make_job);
  const RunPaths run{options.run_directory};
  remove_stale_results(run);
  const TrainConfig& train = options.config.train;
  FitSummary summary;
  summary.text =
      train.select == "last"
          ? fmt::format("trained {}; the weights of the last one are kept", count_of(trained.epochs, "epoch"))
          : fmt::format("validation {} {:.4f}, best of {} at epoch {}", train.best_metric, trained.best_value,
                        count_of(trained.epochs, "epoch"), trained.best_epoch);
  summary.file_title = "weights";
  summary.file = run.weights();
  summary.seconds = trained.seconds;
  return summary;
}

}  // namespace affekt
