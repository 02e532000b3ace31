#include "export/network_export.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/local_file.h"
#include "core/member_or_null.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The validation score that selected the weights.
ReportedScores scores_of_selection(const json& selection) {
  ReportedScores scores;
  for (const char* key : {"metric", "value", "split"}) {
    if (member_or_null(selection, key).is_null()) return scores;
  }
  scores.split = selection.at("split").get<std::string>();
  scores.metrics[selection.at("metric").get<std::string>()] = {{"value", selection.at("value")}};
  if (member_or_null(selection, "finished") == json(false))
    scores.notes.push_back("The training was not finished: these are its best weights so far.");
  return scores;
}

/// Who was held out of the training.
json describe_split(const SplitConfig& split) {
  json described = {{"plan", split.plan}};
  if (split.plan == "official" || split.plan == "leave_actors_out") return described;  // no folds
  described["test_fold"] = split.test_fold;
  described["validation_fold"] = split.validation_fold;
  return described;
}

}  // namespace

std::map<std::string, std::string> make_network_metadata(const NetworkProvenance& network, int64_t parameters,
                                                         const json& metric) {
  const ExperimentConfig& config = network.config;
  std::map<std::string, std::string> metadata = {
      {onnx_key::kModel, config.model.name},
      {onnx_key::kDataset, network.dataset_name},
      {onnx_key::kDataDigest, network.data_digest},
      {onnx_key::kConfigDigest, network.config_digest},
      {onnx_key::kWeightsDigest, network.weights_digest},
      {onnx_key::kSelection, to_json_text(network.selection)},
      {onnx_key::kSplit, to_json_text(describe_split(config.data.split))},
      {onnx_key::kEvaluation, to_json_text(json({{"bootstrap_samples", config.evaluate.bootstrap_samples},
                                                 {"calibration_bins", config.evaluate.calibration_bins},
                                                 {"parameters", parameters}}))},
  };
  if (!metric.is_null()) metadata[onnx_key::kMetric] = to_json_text(metric);
  return metadata;
}

std::map<std::string, std::string> make_image_metadata(int64_t channels) {
  return {{onnx_key::kPixelFormat, channels == 1 ? "Gray8" : "Rgb8"},
          {onnx_key::kGamma, "SRGB"},
          {onnx_key::kPixelRange, "NominalRange_0_255"}};
}

ReportedScores find_scores(const std::filesystem::path& run_directory, const NetworkProvenance& network) {
  const json report = read_report_of(run_directory, network.weights_digest, "weights");
  if (report.is_null()) return scores_of_selection(network.selection);
  ReportedScores scores;
  add_reported_scores(report, network.weights_digest, scores);
  return scores;
}

std::string describe_scores_origin(const ReportedScores& scores) {
  if (scores.num_fold_models > 0) {
    return fmt::format(
        "By cross-validation, from `report.json`: of {} models of the same recipe, each tested on the fold "
        "that it was not\ntrained on. `model.onnx` is none of them: it was trained on all folds, so that "
        "nothing is left to test it on.\n",
        scores.num_fold_models);
  }
  if (scores.from_report) return fmt::format("On the {} split, from `report.json`:\n", scores.split);
  return fmt::format(
      "On the {} split. It selected the weights, so it flatters them; `affekt evaluate` gives the full "
      "report:\n",
      scores.split);
}

std::filesystem::path find_gate_data(const ExportRequest& request, const NetworkProvenance& network) {
  const std::filesystem::path path = request.data.empty() ? network.prepared_path : request.data;
  if (path.empty())
    throw ConfigError(request.run_directory.string() + ": " + explain_unknown_data(request.run_directory));
  if (!std::filesystem::exists(path))
    throw DataError(
        fmt::format("{}: the prepared file for the export gate is not there; make it again with "
                    "`affekt prepare`, or name another one with --data",
                    path.string()));
  return path;
}

void warn_of_other_gate_data(const std::filesystem::path& path, const std::string& content_digest,
                             const NetworkProvenance& network) {
  if (content_digest == network.data_digest) return;
  log_warning(
      fmt::format("{} is not the data that the run was trained on ({}..., trained on {}...); the gate uses "
                  "it all the same",
                  path.string(), content_digest.substr(0, 12), network.data_digest.substr(0, 12)));
}

}  // namespace affekt
