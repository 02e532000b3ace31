// A report on a model of affect against the predictions beside it, and against its own tables.
#include <algorithm>

#include "core/error.h"
#include "evaluation/affect/affect_report.h"
#include "evaluation/affect/affect_report_text.h"
#include "evaluation/report/value_text.h"
#include "evaluation/verification/compare_facts.h"
#include "evaluation/verification/kept_report.h"

namespace affekt {
namespace {

using nlohmann::json;

/// What the report says of the train split: its baselines were made from that.
TrainingPriors read_priors(const json& report, const std::vector<std::string>& category_names) {
  TrainingPriors priors;
  for (const json& split : report.at("prevalence")) {
    if (split.at("split") != "train") continue;
    priors.num_people = split.at("num_people");
    for (const std::string& name : category_names)
      priors.prevalence.push_back(split.at("prevalence").at(name).get<double>());
  }
  if (priors.num_people == 0) return priors;
  const json& baselines = report.at("baselines");
  for (size_t d = 0; d < kNumAffectValues; ++d) {
    const std::string name = kAffectValueNames[d];
    priors.mean[d] = baselines.at("training_mean").at("values").at(name);
    priors.median[d] = baselines.at("training_median").at("values").at(name);
    const std::string level = baselines.at("majority_level").at("levels").at(name);
    const auto* const found = std::find(std::begin(kLevelNames), std::end(kLevelNames), level);
    if (found == std::end(kLevelNames))
      throw ArtifactError("baselines.majority_level.levels." + name + ": unknown level '" + level + "'");
    priors.level[d] = static_cast<int>(found - std::begin(kLevelNames));
  }
  return priors;
}

void check_people_predictions(const KeptReport& kept, const std::filesystem::path& path, CheckList& checks) {
  const json& report = kept.report;
  const AffectPredictions predictions = read_affect_predictions_csv(path);
  AffectReportFacts input;
  input.split = kept.text("/data/split");
  input.priors = read_priors(report, predictions.category_names);
  input.model = report.at("model");
  input.seed = report.at("seed");
  input.options.bootstrap_samples = report.at("bootstrap").at("resamples");
  const json computed = build_affect_facts(predictions, input);
  const std::string against = " against " + path.filename().string();
  for (const char* member :
       {"metrics", "per_category", "per_value", "bootstrap", "baselines", "strongest_baseline"}) {
    if (computed.contains(member))
      compare_facts(checks, member + against, computed.at(member), member_or_null(report, member));
  }
  json data;
  for (const char* member : {"split", "num_samples", "num_images", "category_names", "counts"})
    data[member] = computed.at("data").at(member);
  compare_facts(checks, "counts of people" + against, data, report.at("data"));
}

/// The tables of categories and of values repeat what the metrics say.
void check_against_tables(const KeptReport& kept, CheckList& checks) {
  const json& report = kept.report;
  double sum = 0;
  int64_t num_defined = 0;
  json counts = json::object();
  for (const json& row : report.at("per_category")) {
    counts[row.at("category").get<std::string>()] = row.at("num_positives");
    if (!row.at("average_precision").is_number()) continue;
    sum += row.at("average_precision").get<double>();
    ++num_defined;
  }
  FactRules rules;
  rules.tolerance = 1e-9;  // the mean may be summed up in another order
  json map = {{"num_categories", num_defined}};
  if (num_defined > 0) map["value"] = sum / static_cast<double>(num_defined);
  compare_facts(checks, "metrics against per_category", {{"map", map}}, report.at("metrics"), rules);
  compare_facts(checks, "counts of people against per_category", counts, report.at("data").at("counts"));
  json metrics = json::object();
  for (const json& row : report.at("per_value"))
    for (const auto& [score, value] : row.at("metrics").items())
      metrics[score + "_" + row.at("value").get<std::string>()] = value;
  compare_facts(checks, "metrics against per_value", metrics, report.at("metrics"));
  json differences = json::object();
  for (const auto& [name, baseline] : report.at("baselines").items()) {
    for (const auto& [metric, difference] : baseline.at("difference").items()) {
      const json& score = report.at("metrics").at(metric).at("value");
      if (score.is_number() && baseline.at(metric).is_number())
        differences[name]["difference"][metric]["value"] =
            score.get<double>() - baseline.at(metric).get<double>();
    }
  }
  compare_facts(checks, "differences to baselines against metrics", differences, report.at("baselines"),
                rules);
}

}  // namespace

void check_affect_report(const KeptReport& kept, CheckList& checks) {
  check_against_tables(kept, checks);
  const std::filesystem::path predictions = kept.find_predictions();
  if (predictions.empty()) {
    checks.add_not_kept("report against predictions", "predictions.csv");
  } else {
    check_people_predictions(kept, predictions, checks);
  }
}

}  // namespace affekt
