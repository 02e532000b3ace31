#include "export/classification/classifier_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/version.h"
#include "export/classification/contract.h"
#include "export/network_export.h"
#include "models/model_table.h"

namespace affekt {
namespace {

std::string describe_labels(const std::vector<std::string>& class_names) {
  std::string text = make_table_head({"index", "label"});
  for (size_t k = 0; k < class_names.size(); ++k) text += make_table_row({std::to_string(k), class_names[k]});
  return text;
}

constexpr char kImageVectors[] =
    "`test_data_set_0/` holds synthetic images with the\nprobabilities to expect, in the layout of ONNX's "
    "own tests.\n";
constexpr char kWaveformVectors[] =
    "`test_data_set_0/` and\n`test_data_set_1/` hold synthetic sounds of two lengths with the probabilities "
    "to expect, in the layout of\nONNX's own tests.\n";

}  // namespace

double largest_probability_difference(const ExportResult& result) {
  return std::max(result.gate.differences.at(kOnnxOutputName),
                  result.vectors.differences.at(kOnnxOutputName));
}

ModelCard make_classifier_card(const TrainedModel& model, const ReportedScores& scores,
                               const std::string& gate_split, const ExportResult& result) {
  const InputShape shape = model.network->input_shape();
  const bool waveform = shape.is_waveform();
  const size_t num_classes = model.class_names.size();
  ModelCard card;
  card.title = model.config.name;
  card.summary = fmt::format(
      "`model.onnx`: the network `{}` ({} parameters), trained on `{}` by affekt {}. It\nclassifies {} into "
      "{} classes.",
      model.config.model.name, count_parameters(*model.network), model.dataset_name, tool_version(),
      waveform ? "the emotion that a voice expresses" : "the expression of a face", num_classes);
  card.tensors = {
      fmt::format("`{}`: {}.", onnx_input_name(shape),
                  input_contract(shape, model.config.data.audio.trim_db)),
      fmt::format("`{}`: float32 [N, {}], one probability a class; each row sums to 1 (temperature {:.4g},\n"
                  "  softmax: both in the graph).",
                  kOnnxOutputName, num_classes, model.temperature)};
  card.free_axes = waveform ? "N and T are free" : "N is free";
  card.details = describe_labels(model.class_names);
  card.scores = scores;
  card.scores_origin = describe_scores_origin(scores);
  card.score_format = "{:.4f}";
  card.checked = fmt::format(
      "Run by {} on the {} {} of the {} split, it gave the same class as LibTorch for\neach, and "
      "probabilities within {:.1e}. {}",
      result.engines, result.gate.num_samples, waveform ? "recordings, each in its own length," : "images",
      gate_split, largest_probability_difference(result), waveform ? kWaveformVectors : kImageVectors);
  card.limits = describe_limits(shape);
  card.usage = describe_usage(shape, model.class_names);
  card.provenance = {{"weights", model.weights_digest},
                     {"config", model.config_digest},
                     {"prepared data", model.data_digest}};
  return card;
}

}  // namespace affekt
