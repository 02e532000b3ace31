#include "evaluation/classification/predictor/exported_network.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "config/find_rules.h"
#include "core/text/shell_text.h"
#include "inference/onnx_metadata.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

constexpr double kMinTemperature = 1e-3, kMaxTemperature = 1e3;  // what is fitted lies in 0.05..20

}  // namespace

int64_t read_by_rules(const MetadataValue& value, const std::string& key, std::optional<int64_t> fallback) {
  const FieldRules rules = find_rules(key);
  return value.integer(rules.minimum, rules.maximum, fallback);
}

std::string read_text_by_choice(const MetadataValue& value, const std::vector<std::string>& choices) {
  const std::string text = value.text();
  if (std::find(choices.begin(), choices.end(), text) == choices.end())
    value.refuse(fmt::format("{}", fmt::join(choices, ", ")));
  return text;
}

ExportedContext read_exported_context(const OnnxModel& model) {
  const MetadataValue evaluation(model, onnx_key::kEvaluation);
  ExportedContext context;
  int64_t& samples = context.options.bootstrap_samples;
  samples = read_by_rules(evaluation["bootstrap_samples"], "evaluate.bootstrap_samples", samples);
  int64_t& bins = context.options.calibration_bins;
  bins = read_by_rules(evaluation["calibration_bins"], "evaluate.calibration_bins", bins);
  context.seed = read_by_rules(MetadataValue(model, onnx_key::kSelection)["seed"], "train.seed", 1);
  return context;
}

nlohmann::json describe_exported_network(const OnnxModel& model, const std::string& engine) {
  nlohmann::json description = {{"name", model.text(onnx_key::kModel)},
                                {"engine", engine},
                                {"file_digest", model.file_digest},
                                {"weights_digest", model.text(onnx_key::kWeightsDigest)},
                                {"config_digest", model.text(onnx_key::kConfigDigest)}};
  const MetadataValue parameters = MetadataValue(model, onnx_key::kEvaluation)["parameters"];
  const MetadataValue temperature(model, onnx_key::kTemperature), selection(model, onnx_key::kSelection);
  if (parameters.is_there())
    description["parameters"] = parameters.integer(0, 1e12);  // 0: nothing is trained
  if (temperature.is_there())
    description["temperature"] = temperature.number(kMinTemperature, kMaxTemperature);
  if (!selection["split"].is_there()) return description;
  description["selected_on"] =
      read_text_by_choice(selection["split"], {"train", "validation", "test", "none"});
  if (selection["epoch"].is_there())
    description["selected_epoch"] = selection["epoch"].integer(0, find_rules("train.epochs").maximum);
  description["selection"] = selection.any();
  return description;
}

SharedOnnxModel read_exported_network(const std::filesystem::path& run, const std::string& weights_digest) {
  SharedOnnxModel file = read_onnx_model(RunPaths{run}.onnx());
  if (file->text(onnx_key::kWeightsDigest) != weights_digest)
    file->refuse("exported from other weights than those of the run; export it again with `affekt export " +
                 quote_for_shell(run.string()) + "`");
  return file;
}

}  // namespace affekt
