#include <fmt/format.h>

#include <cmath>

#include "perception/fit_fusion.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr const char* kShownScores[] = {"accuracy", "uar", "log_loss"};

size_t index_of_score(const std::string& name) {
  for (size_t i = 0; i < kPredictionScoreNames.size(); ++i)
    if (name == kPredictionScoreNames[i]) return i;
  return kPredictionScoreNames.size();
}

std::string write_score(const PredictionScores& scores, size_t index, bool is_difference) {
  const bool is_share = prediction_metrics()[index].format == MetricFormat::kPercent;
  const double scale = is_share ? 100 : 1;
  const auto write = [&](double value) {
    return is_difference ? fmt::format("{:+.{}f}", scale * value, is_share ? 1 : 3)
                         : fmt::format("{:.{}f}", scale * value, is_share ? 1 : 3);
  };
  const char* unit = !is_share ? "" : is_difference ? " points" : " %";
  return fmt::format("{}{} ({} to {})", write(scores.values[index]), unit, write(scores.ci[index].low),
                     write(scores.ci[index].high));
}

json scores_to_json(const PredictionScores& scores) {
  json result = json::object();
  for (size_t i = 0; i < kPredictionScoreNames.size(); ++i) {
    result[kPredictionScoreNames[i]] = {{"value", scores.values[i]},
                                        {"ci95", {scores.ci[i].low, scores.ci[i].high}}};
    if (std::isfinite(scores.ci[i].p_value))
      result[kPredictionScoreNames[i]]["p_value"] = scores.ci[i].p_value;
  }
  return result;
}

std::string first_line(const FusionFit& fit) {
  return fmt::format(
      "The pairs are made up: a sample of {} and one of {} that carry the same class, put together at "
      "random (seed {}). Nobody was seen and heard at once, so this is what independent sources "
      "would give.",
      fit.names[0], fit.names[1], fit.options.seed);
}

}  // namespace

std::string render_fusion_markdown(const FusionFit& fit) {
  std::string text = first_line(fit) + "\n\n# Face and voice fused\n\n";
  text += fmt::format(
      "{} pairs; intervals of 95 % over {}. Weights and scores from different folds ({}).\n\n", fit.num_pairs,
      fit.num_groups > 0 ? fmt::format("{} groups (speakers)", fit.num_groups) : "pairs",
      fit.options.num_folds);
  text += "| | accuracy | UAR | log loss |\n|---|---|---|---|\n";
  for (const FusionScores& row : fit.scores) {
    text += "| " + row.name + (row.name == "fused" ? "" : " alone");
    for (const char* name : kShownScores)
      text += " | " + write_score(row.scores, index_of_score(name), false);
    text += " |\n";
  }
  for (const FusionScores& row : fit.scores) {
    if (row.name == "fused") continue;
    text += "| fused minus " + row.name;
    for (const char* name : kShownScores)
      text += " | " + write_score(row.fused_minus, index_of_score(name), true);
    text += " |\n";
  }
  text += "\n| class | pairs |\n|---|---|\n";
  for (size_t k = 0; k < fit.class_counts.size(); ++k)
    text += fmt::format("| {} | {} |\n", common_emotions()[k], fit.class_counts[k]);
  text += "\nWeights, fitted on all pairs:";
  for (const FusionSource& source : fit.rule.sources)
    text += fmt::format(" {} {:.3f}{}", source.name, source.weight,
                        &source == &fit.rule.sources.back() ? "" : ",");
  return text + ". " + to_json(fit.rule)["rule"].get<std::string>() + ".\n";
}

json to_json(const FusionFit& fit) {
  json scores = json::object();
  for (const FusionScores& row : fit.scores) {
    scores[row.name] = {{"metrics", scores_to_json(row.scores)}};
    if (row.name != "fused") scores[row.name]["fused_minus"] = scores_to_json(row.fused_minus);
  }
  json counts = json::object();
  for (size_t k = 0; k < fit.class_counts.size(); ++k) counts[common_emotions()[k]] = fit.class_counts[k];
  return {{"note", first_line(fit)},         {"sources", fit.names},
          {"num_pairs", fit.num_pairs},      {"class_counts", counts},
          {"num_groups", fit.num_groups},    {"num_folds", fit.options.num_folds},
          {"seed", fit.options.seed},        {"scores", scores},
          {"fusion_rule", to_json(fit.rule)}};
}

}  // namespace affekt
