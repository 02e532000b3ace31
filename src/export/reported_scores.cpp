#include "export/reported_scores.h"

#include <fmt/format.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"

namespace affekt {
namespace {

using nlohmann::json;

ReportedScores scores_of_selection(const json& selection) {
  ReportedScores scores;
  if (!selection.is_object()) return scores;
  for (const char* key : {"metric", "value", "split"}) {
    if (!selection.contains(key)) return scores;
  }
  scores.split = selection.at("split").get<std::string>();
  scores.metrics[selection.at("metric").get<std::string>()] = {{"value", selection.at("value")}};
  const auto finished = selection.find("finished");
  if (finished != selection.end() && *finished == false) {
    scores.notes.push_back("The training was not finished: these are its best weights so far.");
  }
  return scores;
}

json parse_report(const std::filesystem::path& path) {
  json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (!report.is_object()) throw ArtifactError(fmt::format("{}: not a JSON object", path.string()));
  return report;
}

/// `report[section][key]`, or null.
json find_in(const json& report, const char* section, const char* key) {
  if (!report.contains(section) || !report.at(section).is_object()) return nullptr;
  const json& fields = report.at(section);
  return fields.contains(key) ? fields.at(key) : json(nullptr);
}

/// The number of fold models behind a cross-validation's report, if this model is the one that it ended with;
/// else 0.
int64_t count_fold_models(const json& report, const TrainedModel& model) {
  const json final_model = find_in(report, "cross_validation", "final_model");
  if (!final_model.is_object() || final_model.value("weights_digest", json()) != json(model.weights_digest)) {
    return 0;
  }
  const json folds = find_in(report, "cross_validation", "folds");
  return folds.is_array() ? static_cast<int64_t>(folds.size()) : 0;
}

}  // namespace

ReportedScores read_reported_scores(const std::filesystem::path& run_directory, const TrainedModel& model) {
  const auto path = run_directory / "report.json";
  if (!std::filesystem::exists(path)) return scores_of_selection(model.selection);
  const json report = parse_report(path);
  const int64_t num_fold_models = count_fold_models(report, model);
  if (num_fold_models == 0 && find_in(report, "model", "weights_digest") != json(model.weights_digest)) {
    log_warning(
        fmt::format("{} is not a report on the weights that are exported, so its scores are left out; "
                    "run `affekt evaluate` first to have them in model.onnx",
                    path.string()));
    return scores_of_selection(model.selection);
  }
  ReportedScores scores;
  scores.from_report = true;
  scores.num_fold_models = num_fold_models;
  const auto headline = report.find("headline");
  if (headline != report.end() && headline->is_string()) scores.headline = headline->get<std::string>();
  const json split = find_in(report, "data", "split");
  if (split.is_string()) scores.split = split.get<std::string>();
  for (const json& note : report.value("notes", json::array())) {
    if (note.is_object() && note.value("text", json()).is_string()) scores.notes.push_back(note["text"]);
  }
  const json metrics = report.value("metrics", json::object());
  for (const auto& [name, metric] : metrics.items()) {
    if (metric.is_object() && metric.contains("value")) scores.metrics[name] = metric;
  }
  return scores;
}

json headline_metric(const ReportedScores& scores) {
  if (scores.metrics.empty()) return json(nullptr);
  std::string name = scores.metrics.begin().key();
  for (const std::string& wanted : {std::string("accuracy"), scores.headline}) {
    if (scores.metrics.contains(wanted)) name = wanted;
  }
  const json& metric = scores.metrics.at(name);
  json headline = {{"name", name}, {"value", metric.at("value")}, {"split", scores.split}};
  if (metric.contains("ci95")) headline["ci95"] = metric.at("ci95");
  if (scores.num_fold_models > 0) headline["of_fold_models"] = scores.num_fold_models;
  return headline;
}

}  // namespace affekt
