#include "evaluation/classification/predictor/predictor.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/find_rules.h"
#include "core/error.h"
#include "evaluation/classification/predictor/exported_network.h"
#include "evaluation/classification/predictor/libtorch_predictor.h"
#include "evaluation/classification/predictor/model_argument.h"
#include "exported/onnx_classifier.h"
#include "inference/engine.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// What shapes the report, and where the data is, as the file says; or the run that it lies in.
struct OnnxContext : ExportedContext {
  fs::path data;  // empty: not known
};

/// "": not known, or some were held out.
std::string read_training_folds(const OnnxModel& model) {
  const MetadataValue split(model, onnx_key::kSplit), selection(model, onnx_key::kSelection);
  if (split["plan"].is_there()) {
    const std::string plan = read_text_by_choice(split["plan"], find_rules("data.split.plan").choices);
    // Official and the like have none.
    if (read_by_rules(split["test_fold"], "data.split.test_fold", -1) != 0) return "";
    return name_training_folds(plan, read_by_rules(split["validation_fold"], "data.split.validation_fold"));
  }
  // A file of before that entry: the final model of a cross-validation carries the folds' score.
  if (!MetadataValue(model, onnx_key::kMetric)["of_fold_models"].is_there()) return "";
  const bool validated = selection["split"].is_there() && selection["split"].text() != "none";
  return validated ? "all folds of its plan but the one that validated" : "all folds of its plan";
}

class OnnxPredictor : public Predictor {
 public:
  /// All that the file says of itself is checked before any sample is predicted.
  OnnxPredictor(SharedOnnxModel model, const std::string& engine, OnnxContext context)
      : model_(std::move(model)),
        classifier_(*model_, make_engine(engine, *model_)),
        context_(std::move(context)),
        training_folds_(read_training_folds(*model_)),
        description_(describe_exported_network(*model_, classifier_.engine_name())) {}

  std::vector<float> predict(const Samples& samples, bool average_with_mirrored) override {
    auto probabilities = classifier_.predict(samples);
    if (!average_with_mirrored) return probabilities;
    ImageSamples mirrored = images_of(samples);
    for (auto row = mirrored.pixels.begin(); row != mirrored.pixels.end(); row += mirrored.width)
      std::reverse(row, row + mirrored.width);
    const auto other = classifier_.predict(mirrored);
    for (size_t i = 0; i < probabilities.size(); ++i) probabilities[i] = (probabilities[i] + other[i]) / 2;
    return probabilities;
  }
  std::vector<std::string> class_names() const override { return classifier_.info().class_names; }
  PredictorInput input() const override {
    return {classifier_.info().sample_rate_hz, classifier_.info().min_samples};
  }
  std::string dataset_name() const override { return model_->text(onnx_key::kDataset); }
  void set_progress(bool) override {}  // the engines draw none
  nlohmann::json describe() const override { return description_; }
  EvaluateConfig options() const override { return context_.options; }
  int64_t seed() const override { return context_.seed; }
  std::string trained_on() const override { return model_->text(onnx_key::kDataDigest); }
  std::string trained_on_all_folds() const override { return training_folds_; }
  fs::path default_data() const override { return context_.data; }

 private:
  const SharedOnnxModel model_;
  OnnxClassifier classifier_;
  const OnnxContext context_;
  const std::string training_folds_;
  const nlohmann::json description_;
};

}  // namespace

std::string name_training_folds(const std::string& plan, int64_t validation_fold) {
  const std::string folds = "all folds of the plan " + plan;
  return validation_fold == 0 ? folds
                              : fmt::format("{} but fold {}, which validated", folds, validation_fold);
}

std::unique_ptr<Predictor> make_predictor(const fs::path& model, const std::string& engine,
                                          SharedOnnxModel file) {
  check_model_argument(model, engine);
  if (!fs::is_directory(model)) {
    if (file == nullptr) file = read_onnx_model(model);
    const OnnxContext context{read_exported_context(*file), {}};
    return std::make_unique<OnnxPredictor>(std::move(file), engine.empty() ? default_engine() : engine,
                                           context);
  }
  if (engine.empty() || engine == kLibTorchEngine) return make_libtorch_predictor(model);
  const NetworkRun run = read_network_run(model);
  file = read_exported_network(model, run.weights_digest);
  return std::make_unique<OnnxPredictor>(std::move(file), engine,
                                         OnnxContext{{run.options, run.seed}, run.data});
}

}  // namespace affekt
