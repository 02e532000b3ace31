#include "evaluation/comparison/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "evaluation/comparison/compared_report.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/report/value_text.h"
#include "metrics/differences/holm.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr double kSignificanceLevel = 0.05;

/// The name; of people's also what the network sees of a picture, in which two of one name may differ.
std::string describe_model(const json& report) {
  const json& model = member_or_null(report, "model");
  const json& streams = member_or_null(model, "streams");
  if (!streams.is_string()) return model_name(report);
  return fmt::format("{} ({}{})", model_name(report),
                     streams == "both" ? "both streams" : streams.get<std::string>() + " only",
                     member_or_null(model, "blank_person") == true ? ", person blanked out" : "");
}

json describe(const ComparedReport& compared) {
  const json& data = compared.report["data"];
  return {{"report", compared.path.string()},
          {"model", describe_model(compared.report)},
          {"split", member_or_null(data, "split")},
          {"selected_on_this_split", member_or_null(compared.report, "selected_on_this_split")},
          {"of_training_data", member_or_null(member_or_null(compared.report, "leaks"), "of_training_data")},
          {"data", member_or_null(data, "name")},
          {"data_digest", member_or_null(data, "digest")}};
}

json compare_pair(ComparedReport first, ComparedReport second, const ResamplingOptions& options) {
  if (first.kind() != second.kind())
    fail_for_other_samples(first, second,
                           fmt::format("the first is a report of the kind '{}', the second of '{}'",
                                       first.kind(), second.kind()));
  take_predictions_alike(first, second);
  const bool same_prepared_data = check_same_source(first, second);
  const std::string kind = first.kind();
  const auto compare = kind == "affect"      ? compare_affect_models
                       : kind == "next_song" ? compare_next_song_models
                       : kind == "songs"     ? compare_clusterings
                                             : compare_classifiers;
  json comparison = compare(first, second, options);
  comparison.update({{"kind", kind},
                     {"same_prepared_data", same_prepared_data},
                     {"seed", options.seed},
                     {"bootstrap_samples", options.num_resamples}});
  return comparison;
}

/// 1 for the best; null for a value that is not defined.
json rank_values(const json& values, bool higher_is_better) {
  json ranks = json::array();
  for (const json& value : values) {
    if (!value.is_number()) {
      ranks.push_back(nullptr);
      continue;
    }
    const double own = value;
    ranks.push_back(1 + std::count_if(values.begin(), values.end(), [&](const json& other) {
                      return other.is_number() &&
                             (higher_is_better ? other.get<double>() > own : other.get<double>() < own);
                    }));
  }
  return ranks;
}

/// {metric: {"values", "ranks"}}. @param with_first  the comparison of the first report with each other one
json tabulate_metrics(const std::vector<json>& with_first) {
  json metrics = json::object();
  for (const auto& item : with_first.front()["metrics"].items()) {
    json values = json::array();
    values.push_back(item.value()["first"]);
    for (const json& comparison : with_first) values.push_back(comparison["metrics"][item.key()]["second"]);
    metrics[item.key()] = {{"values", values},
                           {"ranks", rank_values(values, describe_metric(item.key()).higher_is_better)}};
  }
  return metrics;
}

json describe_pair(size_t first, size_t second, const json& comparison, const std::string& headline) {
  json pair = {{"first", first}, {"second", second}};
  const json& metric = comparison["metrics"][headline];
  for (const char* member : {"difference", "ci95", "p_value"}) pair[member] = metric[member];
  if (comparison.contains("clusters")) pair["adjusted_rand"] = comparison["clusters"]["adjusted_rand"];
  return pair;
}

void correct_p_values(json& pairs) {
  std::vector<double> p_values;
  for (const json& pair : pairs)
    p_values.push_back(pair["p_value"].is_number() ? pair["p_value"].get<double>()
                                                   : std::numeric_limits<double>::quiet_NaN());
  const std::vector<double> adjusted = adjust_by_holm(p_values);
  for (size_t i = 0; i < adjusted.size(); ++i) {
    const bool is_tested = pairs[i]["p_value"].is_number();
    pairs[i]["p_holm"] = is_tested ? json(adjusted[i]) : json();
    pairs[i]["is_real"] = is_tested ? json(adjusted[i] <= kSignificanceLevel) : json();
  }
}

/// What the first report has as its headline, or the first metric.
std::string choose_headline(const ComparedReport& report, const json& metrics) {
  const json& headline = member_or_null(report.report, "headline");
  return headline.is_string() && metrics.contains(headline.get<std::string>()) ? headline.get<std::string>()
                                                                               : metrics.begin().key();
}

}  // namespace

json compare_reports(const fs::path& first_path, const fs::path& second_path, int64_t bootstrap_samples,
                     uint64_t seed) {
  const ComparedReport first = read_compared_report(first_path), second = read_compared_report(second_path);
  json comparison = compare_pair(first, second, {bootstrap_samples, seed});
  comparison["first"] = describe(first);
  comparison["second"] = describe(second);
  return comparison;
}

json compare_many_reports(const std::vector<fs::path>& paths, int64_t bootstrap_samples, uint64_t seed) {
  AFFEKT_CHECK(paths.size() >= 2, "nothing to compare");
  std::vector<ComparedReport> reports;
  json described = json::array();
  for (const fs::path& path : paths) {
    reports.push_back(read_compared_report(path));
    described.push_back(describe(reports.back()));
  }
  std::vector<json> with_first;
  json pairs = json::array();
  std::string headline;
  for (size_t first = 0; first < reports.size(); ++first) {
    for (size_t second = first + 1; second < reports.size(); ++second) {
      json comparison = compare_pair(reports[first], reports[second], {bootstrap_samples, seed});
      if (headline.empty()) headline = choose_headline(reports[0], comparison["metrics"]);
      pairs.push_back(describe_pair(first, second, comparison, headline));
      if (first == 0) with_first.push_back(std::move(comparison));
    }
  }
  correct_p_values(pairs);
  json comparison = {{"reports", described},
                     {"headline", headline},
                     {"metrics", tabulate_metrics(with_first)},
                     {"pairs", pairs}};
  for (const char* member : {"kind", "num_samples", "unit", "num_units", "seed", "bootstrap_samples"})
    comparison[member] = with_first.front()[member];
  return comparison;
}

}  // namespace affekt
