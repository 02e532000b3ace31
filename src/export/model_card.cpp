#include "export/model_card.h"

#include <fmt/format.h>

#include "core/version.h"
#include "export/model_card_usage.h"
#include "export/onnx_contract.h"
#include "export/graph/onnx_package.h"
#include "models/model_table.h"

namespace affekt {
namespace {

std::string describe_metric(const std::string& name, const nlohmann::json& metric) {
  const auto number = [](const nlohmann::json& value) {
    return value.is_number() ? fmt::format("{:.4f}", value.get<double>()) : value.dump();
  };
  std::string interval = "not known";
  const auto ci95 = metric.find("ci95");
  if (ci95 != metric.end() && ci95->is_array() && ci95->size() == 2) {
    interval = fmt::format("{} to {}", number((*ci95)[0]), number((*ci95)[1]));
  }
  return fmt::format("| {} | {} | {} |\n", name, number(metric["value"]), interval);
}

std::string describe_origin(const ReportedScores& scores) {
  if (scores.num_fold_models > 0) {
    return fmt::format(
        "By cross-validation, from `report.json`: of {} models of the same recipe, each tested on the fold "
        "that "
        "it was not\ntrained on. `model.onnx` is none of them: it was trained on all folds, so that nothing "
        "is left to "
        "test it on.\n\n",
        scores.num_fold_models);
  }
  if (scores.from_report) return fmt::format("On the {} split, from `report.json`:\n\n", scores.split);
  return fmt::format(
      "On the {} split. It selected the weights, so it flatters them; `affekt evaluate` gives the full "
      "report:\n\n",
      scores.split);
}

std::string describe_scores(const ReportedScores& scores) {
  if (scores.metrics.empty()) return "None is known: run `affekt evaluate` on the run and export again.\n";
  std::string text = describe_origin(scores);
  text += "| metric | value | 95 % interval |\n|---|---|---|\n";
  for (const auto& [name, metric] : scores.metrics.items()) text += describe_metric(name, metric);
  if (!scores.notes.empty()) text += "\nWarning:\n";
  for (const auto& note : scores.notes) text += fmt::format("- {}\n", note);
  return text;
}

std::string describe_labels(const std::vector<std::string>& class_names) {
  std::string text = "| index | label |\n|---|---|\n";
  for (size_t k = 0; k < class_names.size(); ++k) text += fmt::format("| {} | {} |\n", k, class_names[k]);
  return text;
}

constexpr char kPictureVectors[] =
    "`test_data_set_0/` holds synthetic pictures with the\nprobabilities to expect, in the layout of ONNX's "
    "own tests.";
constexpr char kWaveformVectors[] =
    "`test_data_set_0/` and\n`test_data_set_1/` hold synthetic sounds of two lengths with the probabilities "
    "to expect, in "
    "the layout of\nONNX's own tests.";

}  // namespace

std::string make_model_card(const TrainedModel& model, const ModelCardInput& input) {
  const InputShape shape = model.network->input_shape();
  const bool waveform = shape.is_waveform();
  return fmt::format(
      "# {name}\n\n"
      "`model.onnx`: the network `{network}` ({parameters} parameters), trained on `{dataset}` by affekt "
      "{version}. It\n"
      "classifies {task} into {classes} classes.\n\n"
      "## Input and output\n\n"
      "- `{input}`: {contract}.\n"
      "- `{output}`: float32 [N, {classes}], one probability a class; each row sums to 1 (temperature "
      "{temperature:.4g},\n"
      "  softmax: both in the graph).\n"
      "- ONNX opset {opset}, IR version {ir}; {free_axes}. Self-contained, {bytes} bytes.\n\n"
      "{labels}\n"
      "## Scores\n\n{scores}\n"
      "## Checked\n\n"
      "Run by {engines} on the {gate_samples} {samples} of the {gate_split} split, it gave the same class as "
      "LibTorch for\n"
      "each, and probabilities within {difference:.1e}. {vectors}\n\n"
      "## Limits\n\n{limits}\n"
      "## How to run it\n\n{usage}\n"
      "## Provenance\n\n"
      "| what | SHA-256 |\n|---|---|\n"
      "| model.onnx | {onnx_digest} |\n| weights | {weights_digest} |\n| config | {config_digest} |\n"
      "| prepared data | {data_digest} |\n",
      fmt::arg("name", model.config.name), fmt::arg("network", model.config.model.name),
      fmt::arg("parameters", count_parameters(*model.network)), fmt::arg("dataset", model.dataset_name),
      fmt::arg("version", tool_version()), fmt::arg("classes", model.class_names.size()),
      fmt::arg("input", onnx_input_name(shape)),
      fmt::arg("contract", input_contract(shape, model.config.data.audio.trim_db)),
      fmt::arg("output", kOnnxOutputName), fmt::arg("temperature", model.temperature),
      fmt::arg("opset", kOnnxOpset), fmt::arg("ir", kOnnxIrVersion), fmt::arg("bytes", input.onnx_bytes),
      fmt::arg("labels", describe_labels(model.class_names)),
      fmt::arg("scores", describe_scores(input.scores)), fmt::arg("engines", input.gate_engines),
      fmt::arg("task", waveform ? "the emotion that a voice expresses" : "the expression of a face"),
      fmt::arg("free_axes", waveform ? "N and T are free" : "N is free"),
      fmt::arg("samples", waveform ? "clips, each in its own length," : "pictures"),
      fmt::arg("vectors", waveform ? kWaveformVectors : kPictureVectors),
      fmt::arg("gate_samples", input.gate_samples), fmt::arg("gate_split", input.gate_split),
      fmt::arg("difference", input.max_probability_difference), fmt::arg("limits", describe_limits(shape)),
      fmt::arg("usage", describe_usage(shape, model.class_names)), fmt::arg("onnx_digest", input.onnx_digest),
      fmt::arg("weights_digest", model.weights_digest), fmt::arg("config_digest", model.config_digest),
      fmt::arg("data_digest", model.data_digest));
}

}  // namespace affekt
