#include "evaluation/affect/affect_sections.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evaluation/affect/affect_figures.h"
#include "evaluation/affect/affect_report_text.h"
#include "evaluation/classification/figures/classification_figures.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

const json& value_of(const json& facts, const std::string& metric) {
  return facts["metrics"][metric]["value"];
}

/// Of a baseline; null where it lacks the metric, or there is no baseline.
const json& baseline_score(const json& facts, const char* baseline, const std::string& metric) {
  return member_or_null(member_or_null(facts["baselines"], baseline), metric);
}

std::string baseline_cell(const json& facts, const char* baseline, const std::string& metric) {
  return format_metric(affect_metric(metric), baseline_score(facts, baseline, metric));
}

/// The model's score minus a baseline's.
const json& difference_to(const json& facts, const char* baseline, const std::string& metric) {
  return member_or_null(member_or_null(member_or_null(facts["baselines"], baseline), "difference"), metric);
}

std::string two_decimals(const json& value) {
  return value.is_number() ? fmt::format("{:.2f}", value.get<double>()) : "–";
}

/// "95 % interval 26.1 – 30.3 %"
std::string interval_words(const MetricInfo& metric, const json& score) {
  return score["ci95"].is_array() ? "95 % interval " + format_interval(metric.format, score["ci95"])
                                  : "no interval";
}

}  // namespace

std::string summarise_affect(const json& facts) {
  const json& map = facts["metrics"][kAffectHeadline];
  std::string interval = "no interval";
  if (map["ci95"].is_array())
    interval = fmt::format("95 % interval {:.1f} to {:.1f} over {}", 100 * map["ci95"][0].get<double>(),
                           100 * map["ci95"][1].get<double>(), resampled_units(facts));
  return fmt::format(
      "mAP {} ({}); MAE of valence, arousal and dominance {}; {} of the {} split{}",
      map["value"].is_number() ? fmt::format("{:.1f} %", 100 * map["value"].get<double>()) : "not defined",
      interval,
      fmt::format("{}, {}, {}", two_decimals(value_of(facts, "mae_valence")),
                  two_decimals(value_of(facts, "mae_arousal")),
                  two_decimals(value_of(facts, "mae_dominance"))),
      count_of(facts["data"]["num_samples"], "person"), json_to_text(facts["data"]["split"]),
      describe_part_of_test_list(facts));
}

std::vector<Card> make_affect_cards(const json& facts) {
  const auto card_of = [&](const std::string& name) {
    const MetricInfo& metric = affect_metric(name);
    const json& score = facts["metrics"][name];
    Card card = {metric.title, format_metric(metric, score["value"]), interval_words(metric, score),
                 metric.explanation};
    if (score["value"].is_number()) card.figures = {draw_score_strip(facts, metric)};
    return card;
  };
  std::vector<Card> cards = {card_of(kAffectHeadline)};
  for (const char* value : kAffectValueNames) {
    const std::string name = std::string("mae_") + value;
    const MetricInfo& metric = affect_metric(name);
    std::string below = interval_words(metric, facts["metrics"][name]);
    if (facts["baselines"].contains("training_mean"))
      below += "; training mean " + baseline_cell(facts, "training_mean", name);
    cards.push_back({metric.title, format_metric(metric, value_of(facts, name)), below, metric.explanation});
  }
  cards.push_back(card_of("three_level_accuracy"));
  return cards;
}

Section make_affect_scores_section(const json& facts) {
  Section section;
  section.title = "Scores beside the strongest baselines";
  section.lead =
      describe_intervals(facts) +
      " People of one image are drawn together. Repeats in a resample stand together in the ranking and push "
      "average precisions up: the intervals of these and of mAP are moved so that the resamples' mean is the "
      "value of all people. Baselines know the training labels only and look at "
      "no image; of several, the one that does best here stands in the row.";
  Table table{"", "", {"Metric", "This model", "Baseline", "Which", "Difference", "Baseline beaten"}, {}, 1};
  Terms terms{"What the metrics mean", {}};
  for (const MetricInfo& metric : affect_metrics()) {
    const json& strongest = member_or_null(
        member_or_null(member_or_null(facts, "strongest_baseline"), "difference"), metric.name);
    std::vector<std::string> row = {metric.title, score_cell(metric, facts["metrics"][metric.name])};
    if (strongest.is_object()) {
      const std::string baseline = strongest["baseline"], verdict = strongest["verdict"];
      row.insert(row.end(), {baseline_cell(facts, baseline.c_str(), metric.name), key_to_words(baseline),
                             difference_cell(metric, strongest),
                             verdict == "beaten"               ? "yes"
                             : verdict == "not clearly beaten" ? "not clearly"
                                                               : "no"});
    } else {
      row.insert(row.end(), {"–", "–", "–", "–"});
    }
    table.rows.push_back(row);
    terms.entries.emplace_back(metric.title, metric.explanation);
  }
  section.blocks = {table, terms};
  return section;
}

Section make_categories_section(const json& facts) {
  const MetricInfo& map = affect_metric(kAffectHeadline);
  Table table{"",
              "",
              {"Category", "Average precision", "95 % interval", "Category prior", "Random order",
               "Difference to it", "People", "Share in train"},
              {},
              1};
  bool has_scores = false;
  for (const json& row : facts["per_category"]) {
    has_scores = has_scores || row["average_precision"].is_number();
    table.rows.push_back({json_to_text(row["category"]), format_metric(map, row["average_precision"]),
                          format_interval(map.format, row["ci95"]), format_metric(map, row["prior"]),
                          format_metric(map, row["random_order"]), difference_cell(map, row["difference"]),
                          format_count(row["num_positives"]), format_metric(map, row["train_prevalence"])});
  }
  Section section = {
      "Categories",
      "A person may be of several. The category prior gives everybody the same probability, the category's "
      "share in train: its average precision is the category's share among the people here. People in a "
      "random order score more than that on average, the more so the fewer they are. A category that "
      "nobody here is labelled with has no score (–) and is left out of mAP."};
  if (has_scores)
    section.blocks.emplace_back(FigureGroup{
        "average_precision", "Average precision of each category", {draw_average_precisions(facts)}});
  section.blocks.emplace_back(table);
  return section;
}

Section make_values_section(const json& facts) {
  Table table{"",
              "",
              {"Value", "MAE", "MAE of the training mean", "Difference", "MAE of the training median", "RMSE",
               "RMSE of the training mean", "CCC"},
              {},
              1};
  for (const char* value : kAffectValueNames) {
    const std::string mae = std::string("mae_") + value, rmse = std::string("rmse_") + value,
                      ccc = std::string("ccc_") + value;
    const auto score = [&](const std::string& name) {
      return score_cell(affect_metric(name), facts["metrics"][name]);
    };
    table.rows.push_back({capitalised(value), score(mae), baseline_cell(facts, "training_mean", mae),
                          difference_cell(affect_metric(mae), difference_to(facts, "training_mean", mae)),
                          baseline_cell(facts, "training_median", mae), score(rmse),
                          baseline_cell(facts, "training_mean", rmse), score(ccc)});
  }
  return {"Valence, arousal and dominance",
          "Errors in points of the scale of 1 to 10. A negative difference is an error below that of always "
          "answering the mean of the training people, whose concordance (CCC) is 0.",
          {table, FigureGroup{"predicted_values", "Predicted and true values", draw_predicted_values(facts)},
           Text{"Dots: people of about the same predicted value, with mean and standard deviation of their "
                "true values. Dashed: predicted and true value are equal.",
                true}}};
}

Section make_levels_section(const json& facts) {
  const json& levels = member_or_null(member_or_null(facts["baselines"], "majority_level"), "levels");
  Table table{
      "", "", {"Value", "Three-level accuracy", "Majority level", "Its accuracy", "Difference"}, {}, 1};
  const auto add_row = [&](const std::string& title, const std::string& metric, const std::string& level) {
    table.rows.push_back(
        {title, score_cell(affect_metric(metric), facts["metrics"][metric]), level,
         baseline_cell(facts, "majority_level", metric),
         difference_cell(affect_metric(metric), difference_to(facts, "majority_level", metric))});
  };
  const std::string pooled = "three_level_accuracy";
  for (const char* value : kAffectValueNames)
    add_row(capitalised(value), pooled + "_" + value, json_to_text(member_or_null(levels, value)));
  add_row("All three", pooled, "each value's own");
  std::string worth;
  if (const json& majority = baseline_score(facts, "majority_level", pooled); majority.is_number())
    worth = fmt::format(
        " Some publications claim an accuracy of 55 % and more in valence, arousal and dominance. Always "
        "answering each value's majority level of the training split, without an image, is right in {} of "
        "these cases.",
        format_percent(majority));
  return {
      "Three levels",
      "Share of the people whose predicted level is the true one. Low is up to 4, middle 5 to 6, high from "
      "7; values between are rounded to whole points, so low is below 4.5 and high from 6.5 on." +
          worth,
      {table}};
}

Section make_prevalence_section(const json& facts) {
  const json& splits = facts["prevalence"];
  if (splits.empty()) return {};
  const json& folds = folds_of_test_list(facts);
  Table table{"", "", {"Category"}, {}, 0};
  const auto add_row = [&](const std::string& title, const auto& cell) {
    table.rows.push_back({title});
    for (const json& split : splits) table.rows.back().push_back(cell(split));
  };
  for (const json& split : splits) table.head.push_back(json_to_text(split["split"]));
  add_row("People", [](const json& split) { return format_count(split["num_people"]); });
  add_row("Images", [](const json& split) { return format_count(split["num_images"]); });
  add_row("Categories a person",
          [](const json& split) { return two_decimals(split["categories_per_person"]); });
  for (const json& name : facts["data"]["category_names"])
    add_row(name,
            [&](const json& split) { return format_percent(split["prevalence"][name.get<std::string>()]); });
  return {"Labels of the splits",
          "Share of the people who are of each category." +
              (folds.is_null() ? "" : " " + describe_folds_of_test_list(folds)) +
              " In EMOTIC's own lists one annotator labelled each person of train, and several those of val "
              "and test, whose labels are united: the more annotators a person has, the more categories.",
          {Details{"Table of the shares", {table}}}};
}

}  // namespace affekt
