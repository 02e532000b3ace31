#include "evaluation/comparison/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/prediction_table.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "metrics/mcnemar.h"
#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

struct LoadedReport {
  fs::path path;
  json report;
  PredictionTable table;
};

/// What is read of a report below.
void check_members(const json& report, const std::string& where) {
  const auto expect = [&](const char* pointer, bool (json::*is_right)() const noexcept) {
    const json::json_pointer member(pointer);
    if (report.contains(member) && (report.at(member).*is_right)()) return;
    throw ArtifactError(
        fmt::format("{}: not a report of affekt: {} is missing or of another type", where, pointer));
  };
  if (member_or_null(report, "kind") == "songs")
    throw ArtifactError(where +
                        ": a report on a clustering of songs; only reports on classifiers can be compared");
  expect("/metrics/accuracy/value", &json::is_number);
  expect("/model", &json::is_object);
  expect("/data/split", &json::is_string);
  expect("/calibration/bins/0", &json::is_object);
  expect("/selected_on_this_split", &json::is_primitive);
}

/// The predictions must be those that the report was computed from.
void check_belongs_together(const LoadedReport& loaded, const fs::path& predictions) {
  const ClassificationScores scores = score_classes(loaded.table);
  const double reported = loaded.report["metrics"]["accuracy"]["value"];
  if (std::abs(scores.accuracy - reported) <= 1e-9) return;
  throw ArtifactError(
      fmt::format("{}: accuracy {:.6f}, but the report beside it says {:.6f}: they are not of the same "
                  "evaluation",
                  predictions.string(), scores.accuracy, reported));
}

LoadedReport load_report(const fs::path& given) {
  LoadedReport loaded;
  loaded.path = fs::is_directory(given) ? given / "report.json" : given;
  loaded.report = json::parse(read_text_file(loaded.path), nullptr, /*allow_exceptions=*/false);
  if (loaded.report.is_discarded())
    throw ArtifactError(
        loaded.path.string() +
        ": not a JSON file, or a damaged one; expected report.json, as 'affekt evaluate' writes it");
  check_members(loaded.report, loaded.path.string());
  const fs::path predictions = loaded.path.parent_path() / "predictions.csv";
  if (!fs::exists(predictions))
    throw ArtifactError(
        predictions.string() +
        ": not there, but a comparison needs the predictions behind the report (published reports come "
        "without); make it anew with 'affekt evaluate', which writes both");
  loaded.table = read_predictions_csv(predictions);
  if (loaded.table.num_samples() == 0) throw ArtifactError(predictions.string() + ": holds no sample");
  check_prediction_table(loaded.table);
  check_belongs_together(loaded, predictions);
  return loaded;
}

std::unordered_map<std::string, int64_t> rows_by_source_id(const LoadedReport& loaded) {
  std::unordered_map<std::string, int64_t> rows;
  for (size_t i = 0; i < loaded.table.source_ids.size(); ++i)
    if (!rows.emplace(loaded.table.source_ids[i], static_cast<int64_t>(i)).second)
      throw ArtifactError(fmt::format("{}: the sample '{}' is there twice", loaded.path.string(),
                                      loaded.table.source_ids[i]));
  return rows;
}

/// The rows of `second` in the order of `first`.
PredictionTable align_to_first(const LoadedReport& first, const LoadedReport& second) {
  const auto differ = [&](const std::string& what) {
    throw ArtifactError(fmt::format("{} and {} are not of the same samples: {}", first.path.string(),
                                    second.path.string(), what));
  };
  if (first.table.class_names != second.table.class_names)
    differ(fmt::format("the classes are {} and {}", fmt::join(first.table.class_names, ", "),
                       fmt::join(second.table.class_names, ", ")));
  const auto first_rows = rows_by_source_id(first), second_rows = rows_by_source_id(second);
  const auto check_all_in = [&](const LoadedReport& all, const auto& rows, const char* which) {
    for (const std::string& id : all.table.source_ids)
      if (rows.count(id) == 0)
        differ(fmt::format("'{}' is only in the {} ({} samples against {})", id, which, first_rows.size(),
                           second_rows.size()));
  };
  check_all_in(first, second_rows, "first");
  check_all_in(second, first_rows, "second");
  std::vector<int64_t> rows;
  for (const std::string& id : first.table.source_ids) rows.push_back(second_rows.at(id));
  const PredictionTable aligned = select_rows(second.table, rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
      if (a != b)
        differ(fmt::format("'{}' is of the {} '{}' in the first, of '{}' in the second",
                           first.table.source_ids[i], what, a, b));
    };
    const auto label_of = [&](const PredictionTable& table) {
      return table.class_names[static_cast<size_t>(table.labels[i])];
    };
    compare("class", label_of(first.table), label_of(aligned));
    if (!first.table.groups.empty() && !aligned.groups.empty())
      compare("group", first.table.groups[i], aligned.groups[i]);
  }
  return aligned;
}

std::string input_kind_of(const json& report) {
  const json& kind = member_or_null(report["data"], "input_kind");
  return kind.is_string() && kind != "pictures" ? kind.get<std::string>() : "images";  // former reports
}

json describe(const LoadedReport& loaded) {
  return {{"report", loaded.path.string()},
          {"model", model_name(loaded.report)},
          {"split", loaded.report["data"]["split"]},
          {"selected_on_this_split", loaded.report["selected_on_this_split"]},
          {"of_training_data", member_or_null(member_or_null(loaded.report, "leaks"), "of_training_data")}};
}

/// What would round to 0 without being it is told by its order of magnitude.
std::string format_difference(double value, int decimals, const char* sign) {
  if (value == 0) return "0";
  const bool rounds_to_zero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
  return (value > 0 ? sign : "") +
         (rounds_to_zero ? fmt::format("{:.0e}", value) : fmt::format("{:.{}f}", value, decimals));
}

json test_mcnemar(const PredictionTable& first, const PredictionTable& second) {
  const auto first_predictions = argmax_rows(first.probabilities, first.num_classes());
  const auto second_predictions = argmax_rows(second.probabilities, second.num_classes());
  int64_t only_first = 0, only_second = 0;
  for (size_t i = 0; i < first.labels.size(); ++i) {
    const bool first_right = first_predictions[i] == first.labels[i];
    const bool second_right = second_predictions[i] == first.labels[i];
    only_first += first_right && !second_right ? 1 : 0;
    only_second += second_right && !first_right ? 1 : 0;
  }
  return {{"only_first_correct", only_first},
          {"only_second_correct", only_second},
          {"p_value", mcnemar_exact_p_value(only_first, only_second)}};
}

/// As the report's own notes have it: see report_notes.cpp.
std::string caution_about_intervals(const json& comparison) {
  const std::string unit = comparison["unit"];
  const int64_t num_samples = comparison["num_samples"], num_units = comparison["num_units"];
  const bool grouped = unit != "sample";
  if (num_units == 1)
    return fmt::format(
        "Warning: {}, so there are no intervals: how the difference varies between {}s can't be told.\n",
        grouped ? "all samples are of one " + unit : "there is a single sample", unit);
  if (comparison["bootstrap_samples"] == 0) return "";
  const bool few_units = grouped && num_units < kFewGroups;
  if (!few_units && num_samples >= kFewSamples) return "";
  return fmt::format("Warning: the intervals are drawn over only {}: they are rough and rather too narrow.\n",
                     count_of(few_units ? num_units : num_samples, few_units ? unit : "sample"));
}

}  // namespace

json compare_reports(const fs::path& first_path, const fs::path& second_path, int64_t bootstrap_samples,
                     uint64_t seed) {
  const LoadedReport first = load_report(first_path), second = load_report(second_path);
  const PredictionTable aligned = align_to_first(first, second);
  const bool grouped = !first.table.groups.empty() || !aligned.groups.empty();
  const BootstrapOptions options =
      resampling_of(first.table.groups.empty() ? aligned : first.table, {bootstrap_samples, seed});
  BootstrapOptions values_only = options;
  values_only.num_resamples = 0;

  // Both with the first one's bins, so that the ECEs can be compared.
  const auto num_bins = static_cast<int>(first.report["calibration"]["bins"].size());
  const ScoredPredictions a = scored(first.table, num_bins), b = scored(aligned, num_bins);
  const PredictionScores first_scores = score_predictions(a, values_only);
  const PredictionScores second_scores = score_predictions(b, values_only);
  const PredictionScores difference = compare_predictions(a, b, options);
  json metrics;
  for (size_t i = 0; i < kNumPredictionScores; ++i) {
    const Interval& ci = difference.ci[i];
    metrics[kPredictionScoreNames[i]] = {{"first", first_scores.values[i]},
                                         {"second", second_scores.values[i]},
                                         {"difference", difference.values[i]},
                                         {"ci95", interval_to_json(ci)},
                                         {"excludes_zero", ci.low > 0 || ci.high < 0}};
  }
  return {
      {"first", describe(first)},
      {"second", describe(second)},
      {"macro_f1_classes", {score_classes(first.table).num_occurring, score_classes(aligned).num_occurring}},
      {"num_samples", first.table.num_samples()},
      {"unit", grouped ? group_word(input_kind_of(first.report)) : "sample"},
      {"num_units", grouped ? *std::max_element(options.groups.begin(), options.groups.end()) + 1
                            : first.table.num_samples()},
      {"seed", seed},
      {"bootstrap_samples", bootstrap_samples},
      {"metrics", metrics},
      {"mcnemar", test_mcnemar(first.table, aligned)}};
}

std::string render_comparison(const json& comparison) {
  const std::string unit = comparison["unit"];
  const bool grouped = unit != "sample";
  std::string text = fmt::format(
      "first:  {} ({})\nsecond: {} ({})\n{} samples, the same in both{}\n\n",
      comparison["first"]["report"].get<std::string>(), comparison["first"]["model"].get<std::string>(),
      comparison["second"]["report"].get<std::string>(), comparison["second"]["model"].get<std::string>(),
      format_count(comparison["num_samples"]),
      grouped ? "; intervals over " + count_of(comparison["num_units"], unit) : "");
  text += fmt::format("{:<12} {:>9} {:>9} {:>18}   {}\n", "", "first", "second", "second - first",
                      "95 % interval");
  for (const MetricInfo& score : ordered_scores(grouped ? "uar" : "accuracy")) {
    const json& metric = comparison["metrics"][score.name];
    const bool share = score.format == MetricFormat::kPercent;
    const double factor = share ? 100 : 1;
    const int decimals = share ? 2 : 4;
    const auto number = [&](const json& value, const char* sign) {
      return format_difference(factor * value.get<double>(), decimals, sign);
    };
    std::string interval = "-";
    if (metric["ci95"].is_array())
      interval = fmt::format("{} .. {}{}", number(metric["ci95"][0], "+"), number(metric["ci95"][1], "+"),
                             metric["excludes_zero"].get<bool>() ? "" : "   (holds 0)");
    text += fmt::format("{:<12} {:>9} {:>9} {:>18}   {}\n", score.title, number(metric["first"], ""),
                        number(metric["second"], ""),
                        number(metric["difference"], "+") + (share ? " points" : ""), interval);
  }
  const json& mcnemar = comparison["mcnemar"];
  text += fmt::format(
      "\nMcNemar's exact test: only the first is right on {} samples, only the second on {}; p = {:.3g}\n",
      format_count(mcnemar["only_first_correct"]), format_count(mcnemar["only_second_correct"]),
      mcnemar["p_value"].get<double>());
  if (grouped)
    text += fmt::format(
        "(it takes the samples for independent; those of one {} are not: the intervals over {}s tell more)\n",
        unit, unit);
  text += caution_about_intervals(comparison);
  const json& averaged = comparison["macro_f1_classes"];
  if (averaged[0] != averaged[1])
    text += fmt::format(
        "Warning: macro F1 is the mean over {} classes for the first model, over {} for the second: a class "
        "without samples counts, as 0, where a model predicts it.\n",
        json_to_text(averaged[0]), json_to_text(averaged[1]));
  for (const char* which : {"first", "second"}) {
    if (comparison[which]["of_training_data"] == false)
      text += fmt::format(
          "Warning: the {} model was trained on other data than those it was scored on here; its report says "
          "what that means: these samples may be among its training samples.\n",
          which);
    if (comparison[which]["selected_on_this_split"] != true) continue;
    text += fmt::format(
        "Warning: the {} model's checkpoint was chosen on this split ({}), so its scores are optimistic.\n",
        which, comparison[which]["split"].get<std::string>());
  }
  return text;
}

}  // namespace affekt
