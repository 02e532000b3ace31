#include "evaluation/classification/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string describe_selection(const json& selection) {
  const auto text_of = [&](const char* key) { return json_to_text(member_or_null(selection, key)); };
  std::string text = member_or_null(selection, "policy") == "last"
                         ? fmt::format("the last epoch ({}), whatever its score", text_of("epoch"))
                         : fmt::format("best {} ({}) on {}, epoch {}", text_of("metric"), text_of("value"),
                                       text_of("split"), text_of("epoch"));
  text += "; seed " + text_of("seed");
  return member_or_null(selection, "finished") == false ? text + "; training not finished" : text;
}

}  // namespace

const MetricInfo& score_info(const std::string& name) {
  const MetricInfo* found = find_metric(prediction_metrics(), name);
  AFFEKT_CHECK(found != nullptr, "no score " + name);
  return *found;
}

std::vector<MetricInfo> headline_scores(const std::string& headline) {
  std::vector<MetricInfo> scores = ordered_scores(headline);
  scores.resize(3);
  return scores;
}

std::vector<MetricInfo> ordered_scores(const std::string& headline) {
  std::vector<MetricInfo> scores = prediction_metrics();
  std::stable_partition(scores.begin(), scores.end(),
                        [&](const MetricInfo& score) { return score.name == headline; });
  return scores;
}

std::string sample_word(const std::string& input_kind) {
  return input_kind == "waveforms" ? "recording"
         : input_kind == "people"  ? "person"
         : input_kind == "plays"   ? "play"
                                   : "image";
}

std::string group_word(const std::string& input_kind) {
  return input_kind == "waveforms" ? "speaker" : "group";
}

std::string describe_averages(const json& metrics, size_t num_classes) {
  if (metrics.is_null() || metrics["uar"]["num_classes"] == num_classes) return "";  // and so for macro F1
  return fmt::format(
      "UAR is the mean over {} of the model's {} classes (those with samples), macro F1 over {} "
      "(those with samples or predictions)",
      json_to_text(metrics["uar"]["num_classes"]), num_classes,
      json_to_text(metrics["macro_f1"]["num_classes"]));
}

std::string explain_score(const json& facts, const MetricInfo& score) {
  const json& averaged = member_or_null(facts["metrics"][score.name], "num_classes");
  const size_t num_classes = facts["data"]["class_names"].size();
  if (averaged.is_null() || averaged == num_classes) return score.explanation;
  return fmt::format("{} Here these are {} of the model's {} classes.", score.explanation,
                     json_to_text(averaged), num_classes);
}

std::string resampled_units(const json& facts) {
  const json& bootstrap = facts["bootstrap"];
  const std::string unit = bootstrap["unit"];
  return unit == "sample" ? "samples" : count_of(bootstrap["num_units"], unit);
}

std::string describe_intervals(const json& facts) {
  const json& bootstrap = facts["bootstrap"];
  if (bootstrap["resamples"] > 0)
    return fmt::format("Intervals by percentile bootstrap over {}: {} resamples, seed {}.",
                       resampled_units(facts), format_count(bootstrap["resamples"]),
                       json_to_text(facts["seed"]));
  return bootstrap["num_units"] == 1
             ? fmt::format("No intervals: a single {} can't be resampled.", json_to_text(bootstrap["unit"]))
             : "No intervals: evaluate.bootstrap_samples is 0.";
}

std::string baseline_title(const std::string& name) {
  if (name == "acoustic_svm") return "SVM on acoustic features";
  if (name == "acoustic_random_forest") return "Random forest on acoustic features";
  return key_to_words(name);
}

std::vector<BaselineColumn> baseline_columns(const json& facts) {
  const json& baselines = facts["baselines"];
  std::vector<BaselineColumn> columns;
  for (const char* name : {"acoustic_svm", "acoustic_random_forest"})
    if (baselines.contains(name)) columns.push_back({name, baseline_title(name)});
  if (baselines.contains("majority"))
    columns.push_back({"majority", "Always “" + json_to_text(baselines["majority"]["class"]) + "”"});
  if (baselines.contains("prior")) columns.push_back({"prior", "Guessing by prior"});
  columns.push_back({"uniform", "Guessing evenly"});
  return columns;
}

json is_training_data(const json& model, const std::string& data_digest) {
  const json& trained_on = member_or_null(model, "trained_on");
  if (!trained_on.is_string()) return nullptr;
  return trained_on == data_digest;
}

json is_selected_on(const json& model, const std::string& split, const json& of_training_data) {
  const json& selected_on = member_or_null(model, "selected_on");
  if (selected_on.is_null() || of_training_data == false) return nullptr;
  AFFEKT_CHECK(selected_on.is_string(), "model.selected_on is the name of a split");
  return selected_on == split;
}

std::string describe_coarse_map(const std::string& image, int64_t rows, int64_t columns) {
  constexpr int64_t kFewestCells = 3;  // a side
  if (rows >= kFewestCells && columns >= kFewestCells) return "";
  return fmt::format(
      " The network's map of {} is of {}x{} cells only, stretched over it: it can't tell where the network "
      "looked. Larger images give more cells.",
      image, rows, columns);
}

json model_facts(const json& facts) {
  json model = facts["model"];
  if (member_or_null(model, "selected_on") == "none")
    model["selected_on"] = "no samples: the last epoch's weights are kept";
  const auto selection = model.find("selection");
  if (selection == model.end() || !selection->is_object()) return model;
  *selection = describe_selection(*selection);
  model.erase("selected_on");  // it is in those words
  model.erase("selected_epoch");
  return model;
}

}  // namespace affekt
