#include "kinds/verification/verify_experiment.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "evaluation/report/value_text.h"
#include "kinds/kind_table.h"
#include "kinds/verification/verify_run_group.h"
#include "runs/run_in_use.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kReport[] = "report.json", kOnnx[] = "model.onnx";

/// By what the report says, else by the config or the model.
const Kind& find_kind_of_experiment(const KeptExperiment& kept) {
  if (!kept.report.report.is_null()) {
    const std::string name = kept.report.kind();
    const auto found =
        std::find_if(kinds().begin(), kinds().end(), [&](const auto& kind) { return kind->name() == name; });
    if (found == kinds().end())
      throw ArtifactError(kept.report.path().string() + ": a report of the kind \"" + name +
                          "\", which this affekt does not know; a newer affekt may have made it");
    return **found;
  }
  if (kept.config.empty() && kept.onnx != nullptr) return find_kind_of_model(kept.run.onnx(), kept.onnx);
  return find_kind_of_model(kept.run.root, nullptr);
}

KeptExperiment read_kept_experiment(const fs::path& directory, CheckList& checks) {
  KeptExperiment kept;
  kept.run.root = kept.report.directory = directory;
  if (!fs::exists(kept.report.path())) {
    kept.why_no_report = "report.json is not there";
    add_missing(kept.run, "the report", kReport, checks);
  } else {
    kept.why_no_report = "report.json is damaged";
    check_or_tell(checks, "the report", [&] { kept.report = read_kept_report(directory); });
  }
  if (!fs::exists(kept.run.onnx())) {
    add_missing(kept.run, "the exported model", kOnnx, checks);
  } else {
    check_or_tell(checks, "the exported model", [&] {
      kept.onnx = read_onnx_model(kept.run.onnx());
      checks.add_ok("model.onnx against the digests in it");
    });
  }
  if (fs::exists(kept.run.config()))
    check_or_tell(checks, "config.yaml", [&] { kept.config = read_text_file(kept.run.config()); });
  return kept;
}

}  // namespace

void add_missing(const RunPaths& run, const std::string& what, const std::string& file_name,
                 CheckList& checks) {
  const nlohmann::json results = member_or_null(read_json_object(run.state()), "results");
  if (std::find(results.begin(), results.end(), file_name) == results.end())
    return checks.add_not_kept(what, file_name);
  checks.add_broken(
      what, file_name +
                " is not there, though run_state.json says that the run has left it; bring it back, or "
                "make it anew with `affekt evaluate` or `affekt export` (of a group of runs: --resume)");
}

CheckList verify_experiment(const fs::path& directory) {
  if (!fs::is_directory(directory))
    throw ArtifactError(directory.string() +
                        (fs::exists(directory)
                             ? ": expected a run directory or a published baseline, got a file"
                             : ": expected a run directory or a published baseline, found "
                               "nothing there"));
  refuse_run_in_use(RunPaths{directory});
  if (is_run_group(directory)) return verify_run_group(directory);
  CheckList checks;
  KeptExperiment kept = read_kept_experiment(directory, checks);
  if (!kept.report.report.is_null() || kept.onnx != nullptr || !kept.config.empty())
    check_or_tell(checks, "the kind of model", [&] { kept.kind = &find_kind_of_experiment(kept); });
  if (kept.kind == nullptr) return checks;
  if (!kept.report.report.is_null()) {
    check_or_tell(checks, kReport, [&] { check_report_digests(kept.report, checks); });
    check_or_tell(checks, "report against predictions",
                  [&] { kept.kind->check_report(kept.report, checks); });
  }
  if (kept.onnx != nullptr) {
    check_or_tell(checks, "model.onnx against its test vectors", [&] { check_test_vectors(kept, checks); });
    check_or_tell(checks, "model.json against model.onnx", [&] { check_model_contract(kept, checks); });
    check_or_tell(checks, "model card", [&] { check_model_card(kept, checks); });
  }
  check_or_tell(checks, "config, weights and manifest", [&] { check_provenance(kept, checks); });
  check_or_tell(checks, "metrics.csv", [&] { check_training_table(kept, checks); });
  return checks;
}

}  // namespace affekt
