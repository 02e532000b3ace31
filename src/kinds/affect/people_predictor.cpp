#include "kinds/affect/people_predictor.h"

#include <memory>

#include "config/find_rules.h"
#include "evaluation/classification/predictor/exported_network.h"
#include "evaluation/classification/predictor/fine_tuning.h"
#include "evaluation/classification/predictor/libtorch_predictor.h"
#include "evaluation/classification/predictor/model_argument.h"
#include "export/classification/contract.h"
#include "inference/engine.h"
#include "inference/onnx_metadata.h"
#include "inference/people_onnx.h"
#include "metrics/affect_scores.h"
#include "runs/people_model.h"
#include "store/people_file.h"

namespace affekt {
namespace {

AffectLossConfig read_loss(const MetadataValue& loss) {
  const auto choice = [&](const std::string& key) {
    return read_text_by_choice(loss[key], find_rules("train.affect_loss." + key).choices);
  };
  const auto number = [&](const std::string& key) {
    const FieldRules rules = find_rules("train.affect_loss." + key);
    return loss[key].number(rules.minimum, rules.maximum);
  };
  AffectLossConfig config;
  config.category_loss = choice("category_loss");
  config.category_weights = choice("category_weights");
  config.value_loss = choice("value_loss");
  config.value_margin = number("value_margin");
  config.category_share = number("category_share");
  return config;
}

std::optional<bool> read_blank_person(const MetadataValue& value) {
  if (!value.is_there()) return {};
  if (!value.any().is_boolean()) value.refuse("true or false");
  return value.any().get<bool>();
}

/// float32 [N, num_columns]
void require_output(const OnnxModel& model, const std::string& name, int64_t num_columns) {
  const std::string expected = describe({name, DType::kFloat32, {{0, "N"}, {num_columns, ""}}, ""});
  for (const TensorSpec& output : model.outputs)
    if (output.name == name && describe(output) == expected) return;
  model.refuse("expected the output \"" + name + "\", " + expected);
}

PeoplePredictor predictor_of_file(const OnnxModel& model, const std::string& engine_name) {
  PeoplePredictor predictor;
  predictor.category_names = MetadataValue(model, onnx_key::kLabels).texts();
  predictor.inputs = model.inputs;
  for (const TensorSpec& input : model.inputs) {
    if (input.name != kBodyTensor && input.name != kContextTensor)
      model.refuse("expected the inputs \"body\" and \"context\", got \"" + input.name + "\"");
  }
  require_output(model, kOnnxOutputName, static_cast<int64_t>(predictor.category_names.size()));
  require_output(model, kPeopleValues, kNumAffectValues);
  const ExportedContext context = read_exported_context(model);
  predictor.options = context.options;
  predictor.seed = context.seed;
  predictor.loss = read_loss(MetadataValue(model, kPeopleKey)["loss"]);
  predictor.blank_person = read_blank_person(MetadataValue(model, kPeopleKey)["blank_person"]);
  predictor.trained_on = model.text(onnx_key::kDataDigest);
  const std::shared_ptr<InferenceEngine> engine =
      make_engine(engine_name.empty() ? default_engine() : engine_name, model);
  predictor.description = describe_exported_network(model, engine->name());
  predictor.run = [engine](const HostTensors& images) { return engine->run(images); };
  return predictor;
}

}  // namespace

PeoplePredictor make_people_predictor(const EvaluateRequest& request) {
  check_model_argument(request.model, request.engine);
  if (!std::filesystem::is_directory(request.model)) {
    const SharedOnnxModel file = request.file ? request.file : read_onnx_model(request.model);
    return predictor_of_file(*file, request.engine);
  }
  const PeopleModel model = load_people_model(request.model);
  PeoplePredictor predictor;
  if (!request.engine.empty() && request.engine != kLibTorchEngine) {
    const SharedOnnxModel file = read_exported_network(request.model, model.weights_digest);
    predictor = predictor_of_file(*file, request.engine);
  } else {
    predictor.category_names = model.category_names;
    predictor.network = model.network;
    predictor.inputs = model.network->inputs();
    predictor.run = [network = model.network](const HostTensors& images) {
      return run_people_network(*network, images);
    };
    predictor.description = describe_trained_network(model, count_parameters(*model.network));
    predictor.description["streams"] = model.config.model.fusion.streams;
    predictor.description["blank_person"] = model.config.data.people.blank_person;
    nlohmann::json fine_tuning = describe_fine_tuning(model.config, request.model);
    if (!fine_tuning.is_null()) predictor.description["fine_tuning"] = std::move(fine_tuning);
    predictor.trained_on = model.data_digest;
  }
  predictor.options = model.config.evaluate;
  predictor.seed = model.config.train.seed;
  predictor.loss = model.config.train.affect_loss;
  predictor.blank_person = model.config.data.people.blank_person;
  predictor.data = model.prepared_path;
  return predictor;
}

}  // namespace affekt
