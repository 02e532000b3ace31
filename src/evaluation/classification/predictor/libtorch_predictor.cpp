#include "evaluation/classification/predictor/libtorch_predictor.h"

#include "core/process/threads.h"
#include "evaluation/classification/predictor/fine_tuning.h"
#include "evaluation/classification/predictor/model_argument.h"
#include "runs/trained_model.h"
#include "tasks/grad_cam.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class LibTorchPredictor : public Predictor {
 public:
  explicit LibTorchPredictor(const fs::path& run) : model_(load_trained_model(run)), run_(run) {
    at::set_num_threads(thread_count());
  }

  std::vector<float> predict(const Samples& samples, bool average_with_mirrored) override {
    PredictOptions options;
    options.temperature = model_.temperature;
    options.average_with_mirrored = average_with_mirrored;
    options.show_progress = show_progress_;
    return predict_probabilities(*model_.network, samples, options);
  }
  std::optional<SaliencyMaps> explain(const ImageSamples& samples, const std::vector<int64_t>& rows,
                                      const std::vector<int64_t>& classes) override {
    SaliencyMaps result;
    result.rows = rows;
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto inputs = image_input_of(samples, rows[i]);
      const auto maps = compute_grad_cam(*model_.network, {{"pixels", inputs}},
                                         {"logits", torch::full({1}, classes[i], torch::kInt64)});
      const GradCamMap& map = maps.at("pixels");
      const auto heat = map.heat.contiguous();  // [1, H, W]
      result.heat.insert(result.heat.end(), heat.data_ptr<float>(), heat.data_ptr<float>() + heat.numel());
      result.map_rows = map.rows;
      result.map_columns = map.columns;
    }
    return result;
  }
  std::vector<std::string> class_names() const override { return model_.class_names; }
  PredictorInput input() const override {
    const InputShape shape = model_.network->input_shape();
    return {shape.sample_rate_hz, shape.min_samples};
  }
  std::string dataset_name() const override { return model_.dataset_name; }
  void set_progress(bool shown) override { show_progress_ = shown; }
  json describe() const override {
    json description = describe_trained_network(model_, count_parameters(*model_.network));
    description["temperature"] = model_.temperature;
    json fine_tuning = describe_fine_tuning(model_.config, run_);
    if (!fine_tuning.is_null()) description["fine_tuning"] = std::move(fine_tuning);
    return description;
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
  const fs::path run_;
  bool show_progress_ = true;
};

}  // namespace

std::unique_ptr<Predictor> make_libtorch_predictor(const fs::path& run) {
  return std::make_unique<LibTorchPredictor>(run);
}

json describe_trained_network(const NetworkProvenance& network, int64_t parameters) {
  return {{"name", network.config.model.name},
          {"parameters", parameters},
          {"engine", kLibTorchEngine},
          {"weights_digest", network.weights_digest},
          {"config_digest", network.config_digest},
          {"selected_on", network.selection.at("split")},
          {"selected_epoch", network.selection.at("epoch")},
          {"selection", network.selection}};
}

NetworkRun read_network_run(const fs::path& run) {
  const NetworkFile file = read_network_file(run);
  return {file.config.evaluate, file.config.train.seed, file.weights_digest, file.prepared_path};
}

}  // namespace affekt
