#include <fmt/format.h>

#include "core/digest.h"
#include "core/error.h"
#include "evaluation/verification/compare_facts.h"
#include "jobs/run_choice.h"
#include "kinds/verification/check_kept_data.h"
#include "kinds/verification/reproduce_experiment.h"
#include "kinds/verification/reproduced_scores.h"
#include "kinds/verification/verify_experiment.h"
#include "kinds/whole_way.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Beside the experiment: it is never written to.
fs::path choose_new_directory(const ReproduceRequest& request) {
  if (!request.run_directory.empty()) {
    std::error_code ignored;
    if (fs::equivalent(request.run_directory, request.experiment, ignored))
      throw ConfigError("--out " + request.run_directory.string() +
                        ": that is the experiment itself, which stays as it is; name another folder");
    return request.run_directory;
  }
  fs::path beside = request.experiment.lexically_normal();
  if (beside.filename().empty() || beside.filename() == "." || beside.filename() == "..")
    beside = fs::canonical(request.experiment);
  beside += "_reproduced";
  return beside;
}

/// Two files' digests: the same bytes are always right, other ones only elsewhere.
/// @param other_machine  see describe_other_machine
void check_bytes(CheckList& checks, const std::string& what, const std::string& kept, const std::string& made,
                 const std::string& other_machine) {
  if (kept.empty()) {
    checks.add_impossible(what, "no digest of it was kept");
  } else if (kept == made) {
    checks.add_ok(what, "equal bytes");
  } else if (other_machine.empty()) {
    checks.add_difference(what, kept, made);
  } else {
    checks.add_impossible(what, "other bytes, as may be elsewhere");
  }
}

void check_files(const KeptRun& kept, const KeptReport& made, const std::string& other_machine,
                 CheckList& checks) {
  const RunPaths run{made.directory};
  check_bytes(checks, kept.kind->model_file(run).filename().string(), kept.report.weights_digest(),
              made.weights_digest(), other_machine);
  if (kept.report.is_pooled()) {
    const json folds = kept.report.member("/cross_validation/folds"),
               again = made.member("/cross_validation/folds");
    for (size_t i = 0; i < folds.size() && i < again.size(); ++i)
      check_bytes(checks, fmt::format("weights of fold {}", folds[i].at("fold").get<int64_t>()),
                  folds[i].at("weights_digest"), again[i].at("weights_digest"), other_machine);
    if (folds.size() != again.size())
      checks.add_difference("folds", std::to_string(folds.size()), std::to_string(again.size()));
  }
  const json digests = kept.report.member("/digests");
  for (const auto& [name, digest] : digests.items())
    if (fs::path(name).extension() == ".csv" && digest.is_string())
      check_bytes(checks, name, digest, made.text(("/digests/" + name).c_str()), other_machine);
  if (fs::exists(kept.run.onnx()))
    check_bytes(checks, "model.onnx", sha256_of_file(kept.run.onnx()), sha256_of_file(run.onnx()),
                other_machine);
}

void check_report_again(const KeptReport& kept, const KeptReport& made, bool is_same_machine,
                        CheckList& checks) {
  if (!is_same_machine) {
    ScoreRules rules;
    rules.tolerance = 1e-6;
    check_scores(checks, kept.report.at("metrics"), made.report.at("metrics"), rules);
    return;
  }
  FactRules rules;
  rules.tolerance = 0;
  compare_facts(checks, "scores", made.report.at("metrics"), kept.report.at("metrics"), rules);
  // Times, and digests of pages that show them; the scores stand above.
  rules.ignored = {"timing", "train_seconds", "digests", "content_digest", "metrics_digest", "metrics"};
  compare_facts(checks, "the rest of report.json", made.report, kept.report, rules);
}

}  // namespace

CheckList reproduce_run(const ReproduceRequest& request) {
  const KeptRun kept = read_kept_run(request);
  RunRequest again;
  again.config = kept.config;
  again.run_directory = choose_new_directory(request);
  again.resume = request.resume;
  again.overwrite = request.overwrite;
  claim_run_directory(again.run_directory, again);  // before the data are looked for, which may take minutes
  const KeptData data = find_kept_data(kept, request);
  if (kept.report.is_pooled()) {
    run_cross_validation(*kept.kind, again);
  } else {
    again.prepared_path = data.prepared;
    run_whole_way(*kept.kind, again);
  }
  const KeptReport made = read_kept_report(again.run_directory);
  const std::string other_machine =
      describe_other_machine(kept.run.manifest(), RunPaths{again.run_directory}.manifest());
  CheckList checks;
  check_kept_data(kept, data, checks);
  if (other_machine.empty()) {
    checks.add_ok("machine", "of the same kind: bytes must be equal");
  } else {
    checks.add_impossible("machine", "equal bytes are not asked for: " + other_machine);
  }
  check_or_tell(checks, "report.json", [&] {
    check_files(kept, made, other_machine, checks);
    check_report_again(kept.report, made, other_machine.empty(), checks);
  });
  return checks;
}

}  // namespace affekt
