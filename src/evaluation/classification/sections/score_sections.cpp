#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/sections/sections.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "68.9 %", and below it the interval if there is one.
std::string with_interval(const MetricInfo& metric, const json& value, const json& interval) {
  const std::string text = format_metric(metric, value);
  return interval.is_array() ? text + "\n" + format_interval(metric.format, interval) : text;
}

std::string score_of(const json& metrics, const MetricInfo& metric) {
  if (metrics.is_null()) return "–";
  const json& score = metrics[metric.name];
  return format_metric(metric, score["value"]) + "\n" + format_interval(metric.format, score["ci95"]);
}

}  // namespace

std::string summarise_scores(const json& facts) {
  const std::string name = facts.at("headline");
  const json& metric = facts.at("metrics").at(name);
  const json& data = facts.at("data");
  std::string interval = "no interval";
  if (metric.at("ci95").is_array())
    interval = fmt::format("95 % interval {:.1f} to {:.1f}", 100 * metric.at("ci95").at(0).get<double>(),
                           100 * metric.at("ci95").at(1).get<double>());
  const bool grouped = facts.at("bootstrap").at("unit") != "sample";
  const json& crossed = member_or_null(facts, "cross_validation");
  return fmt::format(
      "{} {:.1f} % ({}{}) on {} of the {} split{}", name == "uar" ? "UAR" : name,
      100 * metric.at("value").get<double>(), interval, grouped ? " over " + resampled_units(facts) : "",
      count_of(data.at("num_samples"), "sample"), json_to_text(data.at("split")),
      crossed.is_null() ? "" : fmt::format("s of {} folds, pooled", crossed.at("folds").size()));
}

std::vector<Card> make_score_cards(const json& facts) {
  std::vector<Card> cards;
  for (const MetricInfo& metric : headline_scores(facts["headline"])) {
    const json& score = facts["metrics"][metric.name];
    cards.push_back({metric.title,
                     format_metric(metric, score["value"]),
                     score["ci95"].is_array()
                         ? "95 % interval " + format_interval(metric.format, score["ci95"])
                         : "no interval",
                     explain_score(facts, metric),
                     {draw_score_strip(facts, metric)}});
  }
  return cards;
}

Section make_scores_section(const json& facts) {
  const std::vector<BaselineColumn> columns = baseline_columns(facts);
  Table table{"", "", {"Metric", "This model", "95 % interval"}, {}, 1};
  for (const BaselineColumn& column : columns) table.head.push_back(column.title);
  Terms terms{"What the metrics mean", {}};
  for (const MetricInfo& metric : ordered_scores(facts["headline"])) {
    const json& score = facts["metrics"][metric.name];
    table.rows.push_back(
        {metric.title, format_metric(metric, score["value"]), format_interval(metric.format, score["ci95"])});
    for (const BaselineColumn& column : columns) {
      const json& scores = facts["baselines"][column.name];
      const json& interval = member_or_null(member_or_null(scores, "ci95"), metric.name);
      table.rows.back().push_back(
          scores.contains(metric.name) ? with_interval(metric, scores[metric.name], interval) : "");
    }
    terms.entries.emplace_back(metric.title, explain_score(facts, metric));
  }
  const bool has_trained = facts.contains("strongest_baseline");
  Section section;
  section.title = has_trained ? "Scores beside the baselines" : "Scores beside simple baselines";
  section.lead =
      describe_intervals(facts) +
      (has_trained ? " SVM and random forest were tuned and trained on the same training samples; the other "
                     "baselines know the classes' shares only."
                   : " Baselines know the classes' shares, not the samples.");
  section.blocks.emplace_back(table);
  for (const BaselineColumn& column : columns) {
    const json& chosen = member_or_null(facts["baselines"][column.name], "chosen");
    if (chosen.is_string())
      section.blocks.emplace_back(Text{column.title + ": " + json_to_text(chosen), true});
  }
  section.blocks.emplace_back(terms);
  return section;
}

std::optional<Section> make_variants_section(const json& facts) {
  const json& without = facts["leaks"]["without_train_duplicates"];
  const json& augmented = member_or_null(facts, "test_time_augmentation");
  const bool has_leaks = facts["leaks"]["of_training_data"] != false;
  if (augmented.is_null() && !has_leaks) return std::nullopt;
  Section section;
  section.is_narrow = true;
  Table table{"", "", {"Metric", "Plain"}, {}, 1};
  if (has_leaks) {
    section.title = "Without leaked samples";
    section.lead = "Leaked: the sample has an exact or near duplicate in the train split.";
    table.head.push_back(fmt::format("Without {} leaked", format_count(without["num_left_out"])));
  }
  if (!augmented.is_null()) {
    section.title += has_leaks ? ", and with test-time augmentation" : "With test-time augmentation";
    section.lead +=
        fmt::format("{}Test-time augmentation ({}) is shown beside the plain score and never replaces it.",
                    has_leaks ? " " : "", json_to_text(augmented["method"]));
    table.head.emplace_back("Augmented");
  }
  for (const MetricInfo& metric : ordered_scores(facts["headline"])) {
    table.rows.push_back({metric.title, score_of(facts["metrics"], metric)});
    if (has_leaks) table.rows.back().push_back(score_of(without["metrics"], metric));
    if (!augmented.is_null()) table.rows.back().push_back(score_of(augmented["metrics"], metric));
  }
  section.blocks.emplace_back(table);
  for (const auto& [variant, metrics] :
       {std::pair<const char*, const json&>("Without the leaked samples", without["metrics"]),
        std::pair<const char*, const json&>("Augmented", member_or_null(augmented, "metrics"))}) {
    const std::string classes = describe_averages(metrics, facts["data"]["class_names"].size());
    if (!classes.empty()) section.blocks.emplace_back(Text{fmt::format("{}: {}.", variant, classes), true});
  }
  return section;
}

}  // namespace affekt
