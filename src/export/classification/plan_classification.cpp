#include "export/classification/plan_classification.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "export/classification/classifier_card.h"
#include "export/classification/contract.h"
#include "export/classification/test_samples.h"
#include "export/graph/onnx_graph.h"
#include "export/network_export.h"
#include "inference/onnx_metadata.h"
#include "models/model_table.h"
#include "store/sample_batch.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Samples with what LibTorch says of them.
GateData make_gate_data(const TrainedModel& model, std::shared_ptr<const Samples> samples,
                        bool show_progress) {
  PredictOptions options;
  options.temperature = model.temperature;
  options.show_progress = show_progress;
  const auto probabilities =
      std::make_shared<const std::vector<float>>(predict_probabilities(*model.network, *samples, options));
  const char* input = onnx_input_name(model.network->input_shape());
  const int64_t num_samples = table_of(*samples).num_samples;
  return {num_samples, [=](int64_t begin, int64_t end) {
            const auto num_classes = static_cast<int64_t>(probabilities->size()) / num_samples;
            const auto& ids = table_of(*samples).source_ids;
            GateBatch batch;
            batch.inputs[input] = make_batch(*samples, begin, end);
            batch.expected[kOnnxOutputName] = HostTensor::of<float>(
                {end - begin, num_classes}, probabilities->data() + begin * num_classes);
            batch.ids.assign(ids.begin() + begin, ids.begin() + end);
            return batch;
          }};
}

PreparedData read_gate_data(const ExportRequest& request, const TrainedModel& model) {
  const std::filesystem::path path = find_gate_data(request, model);
  PreparedData prepared = read_prepared(path);
  warn_of_other_gate_data(path, prepared.info.content_digest, model);
  return prepared;
}

}  // namespace

std::map<std::string, std::string> make_classifier_metadata(const TrainedModel& model, const json& metric) {
  const InputShape input = model.network->input_shape();
  auto metadata = make_network_metadata(model, count_parameters(*model.network), metric);
  metadata[onnx_key::kLabels] = to_json_text(json(model.class_names));
  metadata[onnx_key::kInput] = input_contract(input, model.config.data.audio.trim_db);
  metadata[onnx_key::kOutput] =
      "float32 [N, K]: one probability a class, in the order of affekt.labels; each row sums to 1";
  metadata[onnx_key::kTemperature] = to_json_text(json(model.temperature));
  if (input.is_waveform()) {
    metadata[onnx_key::kSampleRate] = std::to_string(input.sample_rate_hz);
    metadata[onnx_key::kMinSamples] = std::to_string(input.min_samples);
  } else {
    metadata.merge(make_image_metadata(input.channels));
  }
  return metadata;
}

onnx::GraphProto make_classifier_graph(const TrainedModel& model) {
  const InputShape input = model.network->input_shape();
  AFFEKT_CHECK(input.is_waveform() || input.channels == 1 || input.channels == 3,
               "images have 1 or 3 channels");
  AFFEKT_CHECK(model.network->num_classes() == static_cast<int64_t>(model.class_names.size()),
               "the network's classes are not the labels");
  torch::NoGradGuard no_grad;
  OnnxGraph graph(model.config.model.name, model.network->inputs());
  const GraphValue logits = model.network->describe_graph(graph, graph.inputs()).at("logits");
  const GraphValue probabilities = graph.probabilities(logits, model.temperature);
  return graph.finish({probabilities_spec(model.network->num_classes())}, {{kOnnxOutputName, probabilities}});
}

ExportPlan plan_classification(const ClassificationExport& input) {
  const TrainedModel& model = input.model;
  const InputShape shape = model.network->input_shape();
  const ReportedScores scores = find_scores(input.directory, model);
  ExportPlan plan;
  plan.graph = make_classifier_graph(model);
  plan.doc = fmt::format("{} trained on {} by affekt", model.config.model.name, model.dataset_name);
  plan.metadata = make_classifier_metadata(model, headline_metric(scores));
  plan.reference = "LibTorch";
  plan.sample = "sample";
  plan.samples_at_once = batch_size_of(*input.samples);
  plan.gate = make_gate_data(model, input.samples, /*show_progress=*/true);
  for (Samples& samples : make_test_samples(shape)) {
    plan.test_vectors.push_back(
        make_gate_data(model, std::make_shared<Samples>(std::move(samples)), /*show_progress=*/false));
  }
  using Rule = GateCheck::Rule;
  const double tolerance = model.config.export_.max_probability_difference;
  plan.checks = {{kOnnxOutputName, Rule::kSameArgmax, 0, "", false, model.class_names},
                 {kOnnxOutputName, Rule::kTolerance, tolerance, "probabilities"}};
  plan.make_card = [model, scores, split = input.split](const ExportResult& result) {
    return make_classifier_card(model, scores, split, result);
  };
  plan.describe_agreement = [split = input.split](const ExportResult& result) {
    return fmt::format(
        "gives the same class as LibTorch on all {} of the {} split; probabilities differ by at most {:.1e}",
        count_of(result.gate.num_samples, "sample"), split, largest_probability_difference(result));
  };
  return plan;
}

ExportPlan plan_classification(const ExportRequest& request) {
  TrainedModel model = load_trained_model(request.run_directory);
  const PreparedData prepared = read_gate_data(request, model);
  // A model trained on all there is has training samples only: the gate compares computations, not scores.
  for (Split split : {Split::kTest, Split::kValidation, Split::kTrain}) {
    auto samples = std::make_shared<const Samples>(select_split(prepared.samples, split));
    if (table_of(*samples).num_samples == 0) continue;
    if (split != Split::kTest) {
      log_info(fmt::format("the data has no test split: the export gate compares on the {} split",
                           split_name(split)));
    }
    return plan_classification(
        ClassificationExport{std::move(model), std::move(samples), split_name(split), request.run_directory});
  }
  throw DataError(fmt::format("{}: it has no samples, so the export gate can't compare anything",
                              (request.data.empty() ? model.prepared_path : request.data).string()));
}

}  // namespace affekt
