// metrics.csv, the table of the training's epochs, against the report and train.log.
#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "config/load_config.h"
#include "core/digest.h"
#include "core/files/atomic_file.h"
#include "core/text/affix.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/report/value_text.h"
#include "evaluation/verification/compare_facts.h"
#include "kinds/verification/verify_experiment.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr char kTable[] = "metrics.csv";
constexpr double kDigits = 1e-8;  // it has nine digits

/// {column: value} of an epoch, but for times. @param row  from 0
json describe_row(const LearningCurves& curves, size_t row) {
  json described = json::object();
  for (const auto& [name, values] : curves.columns)
    if (name != "epoch" && name != "seconds" && name != "samples_per_second")
      described[name] = std::isfinite(values[row]) ? json(values[row]) : json();  // as JSON has it
  return described;
}

/// As describe_row has it, of a line of train.log that tells of an epoch.
json describe_line(const json& line) {
  json described = json::object();
  for (const auto& [name, value] : line.items())
    if (value.is_number() && (name == "lr" || name == "step" || begins_with(name, "train_")))
      described[name] = value;
  for (const auto& [name, value] : member_or_null(line, "validation").items())
    described["val_" + name] = value;
  return described;
}

/// A resumed training may tell of an epoch twice: the last time counts, as in the table.
void check_against_log(const KeptExperiment& kept, const LearningCurves& curves, CheckList& checks) {
  const std::string what = "metrics.csv against train.log";
  if (!std::filesystem::exists(kept.run.log())) return checks.add_not_kept(what, "train.log");
  json told = json::object(), rows = json::object();
  for (size_t row = 0; row < curves.num_rows(); ++row)
    rows[fmt::format("epoch {}", row + 1)] = describe_row(curves, row);
  std::istringstream lines(read_text_file(kept.run.log()));
  for (std::string text; std::getline(lines, text);) {
    const json line = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (line.is_object() && member_or_null(line, "event") == "epoch_finished")
      told["epoch " + json_to_text(member_or_null(line, "epoch"))] = describe_line(line);
  }
  FactRules rules;
  rules.tolerance = kDigits;
  compare_facts(checks, what, told, rows, rules);
}

/// The epoch whose weights the report is on is the one that the table would choose.
void check_selected_epoch(const KeptExperiment& kept, const LearningCurves& curves, size_t selected,
                          CheckList& checks) {
  if (kept.config.empty()) return;  // which says how the epoch is chosen
  const std::string what = "selected epoch of report.json against metrics.csv";
  const TrainConfig train = parse_experiment(kept.config, kept.run.config().string()).train;
  const MetricInfo metric = describe_metric(train.best_metric);
  const auto column = curves.columns.find("val_" + metric.name);
  FitScore best;
  best.epoch = static_cast<int64_t>(curves.num_rows());
  if (column != curves.columns.end()) best = kept.kind->read_score(kept.run, train, metric);
  const bool is_as_good = selected >= 1 && selected <= curves.num_rows() && train.select == "best" &&
                          column != curves.columns.end() && column->second[selected - 1] == best.value;
  if (is_as_good || static_cast<int64_t>(selected) == best.epoch) {
    checks.add_ok(what);
  } else {
    checks.add_difference(what, std::to_string(best.epoch), std::to_string(selected));
  }
}

/// A report on the very split that validated: the training computed its scores with other arithmetic, so they
/// need not be equal.
void check_validation_scores(const KeptExperiment& kept, const LearningCurves& curves, size_t selected,
                             CheckList& checks) {
  const KeptReport& report = kept.report;
  const bool is_of_network = report.member("/reported").is_null();
  if (!is_of_network || selected < 1 || selected > curves.num_rows() ||
      report.text("/data/split") != "validation" ||
      report.text("/data/digest") != report.text("/model/trained_on"))
    return;
  const std::string what = "validation scores of metrics.csv against report.json";
  constexpr double kOtherArithmetic = 0.02;
  int num_compared = 0;
  const json metrics = report.member("/metrics");
  for (const auto& [name, score] : metrics.items()) {
    const auto column = curves.columns.find("val_" + name);
    const json &value = member_or_null(score, "value"), &interval = member_or_null(score, "ci95");
    if (column == curves.columns.end() || !value.is_number() || !interval.is_array()) continue;
    ++num_compared;
    const double trained = column->second[selected - 1];
    const bool is_met = (trained >= interval.at(0) && trained <= interval.at(1)) ||
                        std::abs(trained - value.get<double>()) <= kOtherArithmetic;
    if (!is_met)
      return checks.add_difference(what, fmt::format("{} {:.6g} or near it", name, value.get<double>()),
                                   fmt::format("{:.6g}", trained));
  }
  if (num_compared > 0) checks.add_ok(what, fmt::format("{} within their intervals", num_compared));
}

}  // namespace

void check_training_table(const KeptExperiment& kept, CheckList& checks) {
  const bool has_report = !kept.report.report.is_null();
  const json selected = has_report ? kept.report.member("/model/selected_epoch") : json();
  const std::string digest = has_report ? kept.report.text("/model/metrics_digest") : "",
                    own = "metrics.csv against its digest";
  if (!std::filesystem::exists(kept.run.metrics())) {
    if (!digest.empty() || selected.is_number())
      checks.add_not_kept("metrics.csv against report.json", kTable);
    return;
  }
  if (!digest.empty()) {
    checks.compare(own, digest, sha256_of_file(kept.run.metrics()));
  } else if (has_report) {
    checks.add_impossible(own, "digest not kept");
  }
  const LearningCurves curves = read_learning_curves(kept.run.metrics());
  check_against_log(kept, curves, checks);
  if (!selected.is_number_unsigned()) return;
  check_selected_epoch(kept, curves, selected, checks);
  check_validation_scores(kept, curves, selected, checks);
}

}  // namespace affekt
