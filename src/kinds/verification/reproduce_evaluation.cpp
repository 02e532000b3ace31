#include <fmt/format.h>

#include "core/digest.h"
#include "core/error.h"
#include "evaluation/report/value_text.h"
#include "evaluation/report/write_report_files.h"
#include "evaluation/verification/compare_facts.h"
#include "inference/onnx_metadata.h"
#include "kinds/verification/check_kept_data.h"
#include "kinds/verification/reproduce_experiment.h"
#include "kinds/verification/reproduced_scores.h"
#include "kinds/verification/verify_experiment.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Another engine rounds otherwise: probabilities within 1e-4, which the export's gate has seen to.
ScoreRules rules_of_another_engine() {
  ScoreRules rules;
  rules.tolerance = 1e-4;
  rules.share_of_interval = 0.02;  // a score that counts samples in bins jumps where one changes its bin
  rules.may_be_unknown = true;
  return rules;
}

/// What no rounding changes, as far as the kind's report has it.
void check_counts(const KeptReport& kept, const json& computed, CheckList& checks) {
  json data = json::object();
  for (const char* member :
       {"num_samples", "num_images", "num_clustered", "num_warm", "num_cold", "counts", "split"})
    if (computed.at("data").contains(member) && kept.report.at("data").contains(member))
      data[member] = computed.at("data").at(member);
  compare_facts(checks, "counts of samples", data, kept.report.at("data"));
  if (computed.contains("confusion"))
    compare_facts(checks, "confusion matrix", computed.at("confusion").at("counts"),
                  kept.report.at("confusion").at("counts"));
  if (!computed.contains("clusters")) return;
  json sizes = json::array();
  for (const json& cluster : computed.at("clusters")) sizes.push_back({{"size", cluster.at("size")}});
  compare_facts(checks, "sizes of clusters", sizes, kept.report.at("clusters"));
}

/// Intervals are drawn by the same seed from nearly the same predictions.
void check_intervals(const json& kept, const json& computed, CheckList& checks) {
  json intervals = json::object();
  for (const auto& [name, score] : computed.items()) {
    const json& interval = member_or_null(score, "ci95");
    if (interval.is_array() && kept.contains(name)) intervals[name]["ci95"] = interval;
  }
  FactRules rules;
  rules.tolerance = 1e-2;
  if (!intervals.empty()) compare_facts(checks, "intervals of the scores", intervals, kept, rules);
}

void check_predictions(const KeptReport& kept, const Report& report, CheckList& checks) {
  for (const CsvTable& table : report.tables) {
    const std::string digest = kept.text(("/digests/" + table.file_name).c_str());
    if (digest.empty()) continue;
    if (digest == sha256_of(table.content)) {
      checks.add_ok(table.file_name, "equal bytes");
    } else {
      checks.add_impossible(table.file_name, "another engine rounds otherwise, so bytes need not be equal");
    }
  }
}

/// The report of a cross-validation is of models that are not kept.
void check_pooled(const KeptRun& kept, const SharedOnnxModel& onnx, CheckList& checks) {
  checks.add_impossible(
      "scores",
      "they are of the models of the folds, which are not kept; without --evaluate-only they are trained "
      "again");
  KeptExperiment experiment;
  experiment.run = kept.run;
  experiment.report = kept.report;
  experiment.onnx = onnx;
  experiment.kind = kept.kind;
  check_test_vectors(experiment, checks);
}

}  // namespace

CheckList reproduce_evaluation(const ReproduceRequest& request) {
  const KeptRun kept = read_kept_run(request);
  if (!fs::exists(kept.run.onnx()))
    throw ArtifactError(kept.run.onnx().string() +
                        ": not there, so it can't be evaluated; without --evaluate-only the model is trained "
                        "again");
  const SharedOnnxModel onnx = read_onnx_model(kept.run.onnx());
  const KeptData data = find_kept_data(kept, request);
  CheckList checks;
  check_kept_data(kept, data, checks);
  checks.compare("weights of report.json and of model.onnx", kept.report.weights_digest(),
                 onnx->text(onnx_key::kWeightsDigest));
  if (kept.report.is_pooled()) {
    check_pooled(kept, onnx, checks);
    return checks;
  }
  EvaluateRequest evaluate;
  evaluate.model = kept.run.onnx();
  evaluate.file = onnx;
  evaluate.data = data.prepared;
  evaluate.output_directory = request.run_directory;
  evaluate.replaces_report = request.run_directory.empty();  // nothing is written then
  const std::string split = kept.report.text("/data/split");
  if (!split.empty()) evaluate.split = split;
  Evaluation evaluation = kept.kind->evaluate(evaluate);
  check_or_tell(checks, "report.json", [&] {
    const json& computed = evaluation.report.facts;
    check_counts(kept.report, computed, checks);
    check_scores(checks, kept.report.report.at("metrics"), computed.at("metrics"), rules_of_another_engine());
    check_intervals(kept.report.report.at("metrics"), computed.at("metrics"), checks);
    check_predictions(kept.report, evaluation.report, checks);
  });
  if (!request.run_directory.empty()) write_evaluation(std::move(evaluation));
  return checks;
}

}  // namespace affekt
