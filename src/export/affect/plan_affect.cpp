#include "export/affect/plan_affect.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "export/affect/affect_card.h"
#include "export/classification/contract.h"
#include "export/classification/test_samples.h"
#include "export/graph/onnx_graph.h"
#include "export/network_export.h"
#include "inference/onnx_metadata.h"
#include "inference/people_onnx.h"
#include "models/host_tensors.h"
#include "runs/people_model.h"
#include "store/people_file.h"
#include "store/sample_batch.h"
#include "tasks/predict_people.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int64_t kPeopleAtOnce = 64;
constexpr double kValueTolerance = 1e-4;  // of 1 + the value

onnx::GraphProto make_people_graph(const PeopleModel& model) {
  const torch::NoGradGuard no_grad;
  OnnxGraph graph(model.config.model.name, model.network->inputs());
  GraphValues outputs = model.network->describe_graph(graph, graph.inputs());
  const std::vector<TensorSpec> given = model.network->outputs();
  const auto values = std::find_if(given.begin(), given.end(),
                                   [](const TensorSpec& spec) { return spec.name == kPeopleValues; });
  AFFEKT_CHECK(values != given.end(), "a network of people gives values");
  return graph.finish({probabilities_spec(static_cast<int64_t>(model.category_names.size())), *values},
                      {{kOnnxOutputName, graph.sigmoid(outputs.at("category_logits"))},
                       {kPeopleValues, outputs.at(kPeopleValues)}});
}

/// The loss is told too, since a report says what the model was trained with.
json describe_people(const ExperimentConfig& config) {
  const AffectLossConfig& loss = config.train.affect_loss;
  return {{"body_px", config.data.people.body_px},
          {"context_px", config.data.people.context_px},
          {"blank_person", config.data.people.blank_person},
          {"value_names", {"valence", "arousal", "dominance"}},
          {"loss",
           {{"category_loss", loss.category_loss},
            {"category_weights", loss.category_weights},
            {"value_loss", loss.value_loss},
            {"value_margin", loss.value_margin},
            {"category_share", loss.category_share}}}};
}

std::map<std::string, std::string> make_people_metadata(const PeopleModel& model, const json& metric) {
  auto metadata = make_network_metadata(model, count_parameters(*model.network), metric);
  metadata[onnx_key::kTask] = "affect";
  metadata[onnx_key::kLabels] = to_json_text(json(model.category_names));
  metadata[kPeopleKey] = to_json_text(describe_people(model.config));
  std::string& inputs = metadata[onnx_key::kInput];
  for (const TensorSpec& input : model.network->inputs())
    inputs += fmt::format("{}{}: {}", inputs.empty() ? "" : "; ", input.name,
                          describe_people_input(input.name, model.config.data.people));
  metadata[onnx_key::kOutput] = describe_people_output(model.category_names.size());
  metadata.merge(make_image_metadata(/*channels=*/3));
  return metadata;
}

GateBatch make_gate_batch(const std::shared_ptr<Network>& network, HostTensors inputs,
                          std::vector<std::string> ids) {
  GateBatch batch;
  batch.expected = run_people_network(*network, inputs);
  batch.inputs = std::move(inputs);
  batch.ids = std::move(ids);
  return batch;
}

/// Of the file the rows that are asked for, and no more, are in memory.
GateData make_gate(const std::shared_ptr<Network>& network, std::shared_ptr<const PreparedRowsReader> file,
                   std::vector<int64_t> rows) {
  const auto num_rows = static_cast<int64_t>(rows.size());
  return {num_rows, [=](int64_t begin, int64_t end) {
            const std::vector<int64_t> wanted(rows.begin() + begin, rows.begin() + end);
            std::vector<std::string> ids;
            for (const int64_t row : wanted) ids.push_back(file->source_ids()[static_cast<size_t>(row)]);
            return make_gate_batch(network, read_people_images(*file, network->inputs(), wanted),
                                   std::move(ids));
          }};
}

/// Synthetic images; those of the context stand in the reverse order, so that exchanged inputs are found.
GateData make_people_vectors(const std::shared_ptr<Network>& network) {
  auto images = std::make_shared<HostTensors>();
  auto ids = std::make_shared<std::vector<std::string>>();
  for (const TensorSpec& input : network->inputs()) {
    Samples samples = make_test_samples(image_input(3, input.axes.at(2).size, input.axes.at(3).size)).at(0);
    auto& all = std::get<ImageSamples>(samples);
    *ids = all.source_ids;
    const int64_t size = all.channels * all.height * all.width;
    if (input.name == kContextTensor)
      for (int64_t i = 0; i < all.num_samples / 2; ++i)
        std::swap_ranges(all.pixels.begin() + i * size, all.pixels.begin() + (i + 1) * size,
                         all.pixels.end() - (i + 1) * size);
    (*images)[input.name] = make_batch(samples, 0, all.num_samples);
  }
  return {static_cast<int64_t>(ids->size()), [=](int64_t begin, int64_t end) {
            HostTensors inputs;
            for (const auto& [name, tensor] : *images) inputs[name] = slice_rows(tensor, begin, end);
            return make_gate_batch(network, std::move(inputs), {ids->begin() + begin, ids->begin() + end});
          }};
}

std::vector<GateCheck> make_people_checks(double max_probability_difference) {
  GateCheck probabilities, values;
  probabilities.output = probabilities.title = kOnnxOutputName;
  probabilities.tolerance = max_probability_difference;
  values.output = values.title = kPeopleValues;
  values.tolerance = kValueTolerance;
  values.is_relative = true;
  return {probabilities, values};
}

}  // namespace

ExportPlan plan_affect(const ExportRequest& request) {
  const PeopleModel model = load_people_model(request.run_directory);
  const std::filesystem::path path = find_gate_data(request, model);
  const auto file = std::make_shared<const PreparedRowsReader>(path, kPeopleKind);
  warn_of_other_gate_data(path, file->envelope().content_digest, model);
  const ReportedScores scores = find_scores(request.run_directory, model);
  ExportPlan plan;
  // A model trained on all there is has training samples only: the gate compares computations, not scores.
  std::string split;
  for (const Split candidate : {Split::kTest, Split::kValidation, Split::kTrain}) {
    const std::vector<int64_t> rows = rows_of_split(file->splits(), candidate);
    if (rows.empty()) continue;
    split = split_name(candidate);
    if (candidate != Split::kTest)
      log_info(fmt::format("the data has no test split: the export gate compares on the {} split", split));
    plan.gate = make_gate(model.network, file, rows);
    break;
  }
  if (split.empty())
    throw DataError(path.string() + ": it has no people, so the export gate can't compare anything");
  plan.graph = make_people_graph(model);
  plan.doc = fmt::format("{} trained on {} by affekt", model.config.model.name, model.dataset_name);
  plan.metadata = make_people_metadata(model, headline_metric(scores));
  plan.reference = "LibTorch";
  plan.sample = "person";
  plan.samples_at_once = kPeopleAtOnce;
  plan.test_vectors = {make_people_vectors(model.network)};
  plan.checks = make_people_checks(model.config.export_.max_probability_difference);
  plan.make_card = [model, scores, split](const ExportResult& result) {
    return make_affect_card(model, scores, split, result);
  };
  plan.describe_agreement = [split](const ExportResult& result) {
    return fmt::format(
        "gives what LibTorch gives for all {} of the {} split: probabilities within {:.1e}, values within "
        "{:.1e} "
        "of 1 + themselves",
        count_of(result.gate.num_samples, "person"), split, result.gate.differences.at(kOnnxOutputName),
        result.gate.differences.at(kPeopleValues));
  };
  return plan;
}

}  // namespace affekt
