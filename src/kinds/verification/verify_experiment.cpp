#include "kinds/verification/verify_experiment.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "kinds/kind_table.h"
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
    checks.add_not_kept("the report", kReport);
  } else {
    check_or_tell(checks, "the report", [&] { kept.report = read_kept_report(directory); });
  }
  if (!fs::exists(kept.run.onnx())) {
    checks.add_not_kept("the exported model", kOnnx);
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

CheckList verify_experiment(const fs::path& directory) {
  if (!fs::is_directory(directory))
    throw ArtifactError(directory.string() +
                        (fs::exists(directory)
                             ? ": expected a run directory or a published baseline, got a file"
                             : ": expected a run directory or a published baseline, found "
                               "nothing there"));
  refuse_run_in_use(RunPaths{directory});
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
  return checks;
}

}  // namespace affekt
