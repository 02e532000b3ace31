#include "evaluation/classification/predictor.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/threads.h"
#include "evaluation/classification/model_argument.h"
#include "inference/engine.h"
#include "inference/onnx_metadata.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string name_training_folds(const std::string& plan, int64_t validation_fold) {
  const std::string folds = "all folds of the plan " + plan;
  return validation_fold == 0 ? folds
                              : fmt::format("{} but fold {}, which validated", folds, validation_fold);
}

class LibTorchPredictor : public Predictor {
 public:
  explicit LibTorchPredictor(const fs::path& run) : model_(load_trained_model(run)) {
    at::set_num_threads(count_physical_cores());
  }

  std::vector<float> predict(const Samples& samples, bool average_with_mirrored) override {
    PredictOptions options;
    options.temperature = model_.temperature;
    options.average_with_mirrored = average_with_mirrored;
    options.show_progress = show_progress_;
    return predict_probabilities(*model_.network, samples, options);
  }
  std::vector<std::string> class_names() const override { return model_.class_names; }
  PredictorInput input() const override {
    const InputShape shape = model_.network->input_shape();
    return {shape.sample_rate_hz, shape.min_samples};
  }
  std::string dataset_name() const override { return model_.dataset_name; }
  void set_progress(bool shown) override { show_progress_ = shown; }
  nlohmann::json describe() const override {
    return {{"name", model_.config.model.name},
            {"parameters", count_parameters(*model_.network)},
            {"engine", "libtorch"},
            {"temperature", model_.temperature},
            {"weights_digest", model_.weights_digest},
            {"config_digest", model_.config_digest},
            {"selected_on", model_.selection.at("split")},
            {"selected_epoch", model_.selection.at("epoch")},
            {"selection", model_.selection}};
  }
  EvaluateConfig options() const override { return model_.config.evaluate; }
  int64_t seed() const override { return model_.config.train.seed; }
  std::string trained_on() const override { return model_.data_digest; }
  std::string trained_on_all_folds() const override {
    const SplitConfig& split = model_.config.data.split;
    const bool has_folds = split.plan != "official" && split.plan != "leave_actors_out";
    return has_folds && split.test_fold == 0 ? name_training_folds(split.plan, split.validation_fold) : "";
  }
  fs::path default_data() const override { return model_.prepared_path; }

 private:
  TrainedModel model_;
  bool show_progress_ = true;
};

class OnnxPredictor : public Predictor {
 public:
  /// @param data  the prepared file of the run that the ONNX file lies in; empty: it stands alone
  OnnxPredictor(const fs::path& file, const std::string& engine, fs::path data)
      : info_(read_onnx_info(file)), engine_(make_engine(engine, file)), data_(std::move(data)) {
    selection_ = metadata_json(onnx_key::kSelection);
    evaluation_ = metadata_json(onnx_key::kEvaluation);
  }

  std::vector<float> predict(const Samples& samples, bool average_with_mirrored) override {
    auto probabilities = engine_->predict(samples);
    if (!average_with_mirrored) return probabilities;
    ImageSamples mirrored = images_of(samples);
    for (auto row = mirrored.pixels.begin(); row != mirrored.pixels.end(); row += mirrored.width)
      std::reverse(row, row + mirrored.width);
    const auto other = engine_->predict(mirrored);
    for (size_t i = 0; i < probabilities.size(); ++i) probabilities[i] = (probabilities[i] + other[i]) / 2;
    return probabilities;
  }
  std::vector<std::string> class_names() const override { return info_.class_names; }
  PredictorInput input() const override { return {info_.sample_rate_hz, info_.min_samples}; }
  std::string dataset_name() const override { return metadata(onnx_key::kDataset); }
  void set_progress(bool) override {}  // the engines draw none
  nlohmann::json describe() const override {
    nlohmann::json description = {{"name", metadata(onnx_key::kModel)},
                                  {"engine", engine_->name()},
                                  {"file_digest", info_.file_digest},
                                  {"weights_digest", metadata(onnx_key::kWeightsDigest)},
                                  {"config_digest", metadata(onnx_key::kConfigDigest)}};
    if (evaluation_.contains("parameters")) description["parameters"] = evaluation_["parameters"];
    const auto temperature = metadata_json(onnx_key::kTemperature);
    if (temperature.is_number()) description["temperature"] = temperature;
    if (!selection_.contains("split")) return description;
    description["selected_on"] = selection_["split"];
    if (selection_.contains("epoch")) description["selected_epoch"] = selection_["epoch"];
    description["selection"] = selection_;
    return description;
  }
  /// The same report as from the run: the file carries the options and the seed that shape it.
  EvaluateConfig options() const override {
    EvaluateConfig options;
    options.bootstrap_samples = evaluation_.value("bootstrap_samples", options.bootstrap_samples);
    options.calibration_bins = evaluation_.value("calibration_bins", options.calibration_bins);
    return options;
  }
  int64_t seed() const override { return selection_.value("seed", int64_t{1}); }
  std::string trained_on() const override { return metadata(onnx_key::kDataDigest); }
  std::string trained_on_all_folds() const override {
    const nlohmann::json split = metadata_json(onnx_key::kSplit);
    if (split.contains("plan")) {
      const auto test_fold = split.find("test_fold");  // official and the like have none
      if (test_fold == split.end() || *test_fold != 0) return "";
      return name_training_folds(split.at("plan"), split.at("validation_fold"));
    }
    // A file of before that entry: the final model of a cross-validation carries the folds' score.
    if (!metadata_json(onnx_key::kMetric).contains("of_fold_models")) return "";
    const bool validated = selection_.contains("split") && selection_["split"] != "none";
    return validated ? "all folds of its plan but the one that validated" : "all folds of its plan";
  }
  fs::path default_data() const override { return data_; }

 private:
  /// An affekt file's metadata entry as JSON; an empty object where it has none.
  nlohmann::json metadata_json(const std::string& key) const {
    const auto text = metadata(key);
    if (text.empty()) return nlohmann::json::object();
    try {
      return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& error) {
      throw ArtifactError("the ONNX file's metadata entry '" + key + "' is damaged: " + error.what());
    }
  }
  std::string metadata(const std::string& key) const {
    const auto found = info_.metadata.find(key);
    return found == info_.metadata.end() ? std::string() : found->second;
  }
  OnnxModelInfo info_;
  std::unique_ptr<InferenceEngine> engine_;
  fs::path data_;
  nlohmann::json selection_, evaluation_;
};

}  // namespace

std::unique_ptr<Predictor> make_predictor(const fs::path& model, const std::string& engine) {
  check_model_argument(model, engine);
  if (fs::is_directory(model)) {
    if (engine.empty() || engine == kLibTorchEngine) return std::make_unique<LibTorchPredictor>(model);
    return std::make_unique<OnnxPredictor>(RunPaths{model}.onnx(), engine,
                                           load_trained_model(model).prepared_path);
  }
  return std::make_unique<OnnxPredictor>(model, engine.empty() ? "opencv" : engine, fs::path());
}

}  // namespace affekt
