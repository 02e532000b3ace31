#include "export/reported_scores.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/member_or_null.h"
#include "core/process/log.h"
#include "core/text/shell_text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The number of fold models behind a cross-validation's report, if this model is the one that it ended with;
/// else 0.
int64_t count_fold_models(const json& report, const std::string& weights_digest) {
  const json validation = member_or_null(report, "cross_validation"),
             folds = member_or_null(validation, "folds");
  const bool is_final =
      member_or_null(member_or_null(validation, "final_model"), "weights_digest") == json(weights_digest);
  return is_final && folds.is_array() ? static_cast<int64_t>(folds.size()) : 0;
}

}  // namespace

json read_report_of(const std::filesystem::path& run_directory, const std::string& weights_digest,
                    const std::string& what) {
  const auto path = run_directory / "report.json";
  if (!std::filesystem::exists(path)) return nullptr;
  json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (!report.is_object())
    throw ArtifactError(fmt::format(
        "{}: damaged, not a JSON object; write it anew with `affekt evaluate {}`, or remove it to "
        "export without its scores",
        path.string(), quote_for_shell(run_directory.string())));
  if (member_or_null(member_or_null(report, "model"), "weights_digest") == json(weights_digest) ||
      count_fold_models(report, weights_digest) > 0)
    return report;
  log_warning(
      fmt::format("{} is not a report on the {} that are exported, so its scores are left out; "
                  "run `affekt evaluate` first to have them in model.onnx",
                  path.string(), what));
  return nullptr;
}

void add_reported_scores(const json& report, const std::string& weights_digest, ReportedScores& scores) {
  scores.from_report = true;
  scores.num_fold_models = count_fold_models(report, weights_digest);
  const json headline = member_or_null(report, "headline"),
             split = member_or_null(member_or_null(report, "data"), "split");
  if (headline.is_string()) scores.headline = headline.get<std::string>();
  if (split.is_string()) scores.split = split.get<std::string>();
  const json notes = member_or_null(report, "notes"), metrics = member_or_null(report, "metrics");
  for (const json& note : notes) {
    if (member_or_null(note, "text").is_string()) scores.notes.push_back(note.at("text"));
  }
  if (!metrics.is_object()) return;
  for (const auto& [name, score] : metrics.items()) {
    if (member_or_null(score, "value").is_number()) scores.metrics[name] = score;
  }
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
