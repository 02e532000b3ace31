// What `evaluate` asks a model for, whether it is a run directory (LibTorch) or an ONNX file (an engine).
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/classification/report.h"
#include "exported/predictor_input.h"
#include "inference/onnx_model.h"
#include "store/prepared_file.h"

namespace affekt {

class Predictor {
 public:
  virtual ~Predictor() = default;
  /// @param average_with_mirrored  images only: mean of the probabilities of each and its mirror image
  /// @return float32 [N, K] probabilities, row-major
  /// @throws ArtifactError if the samples are not what the model takes
  virtual std::vector<float> predict(const Samples& samples, bool average_with_mirrored) = 0;
  /// Where in images the network looked for a class (Grad-CAM).
  /// @param classes  one for each of `rows`
  /// @return Nothing: the model has no gradients
  virtual std::optional<SaliencyMaps> explain(const ImageSamples& /*samples*/,
                                              const std::vector<int64_t>& /*rows*/,
                                              const std::vector<int64_t>& /*classes*/) {
    return std::nullopt;
  }
  virtual std::vector<std::string> class_names() const = 0;
  virtual PredictorInput input() const = 0;
  /// Name of the data set that the model was trained on, "ravdess"; empty: unknown
  virtual std::string dataset_name() const = 0;
  /// Whether predict() draws a progress bar; it does unless told otherwise. Off for those who call it in a
  /// loop.
  virtual void set_progress(bool shown) = 0;
  /// ReportInput::model: name, parameters, digests, engine, temperature, selected_on ...
  virtual nlohmann::json describe() const = 0;
  virtual EvaluateConfig options() const = 0;
  virtual int64_t seed() const = 0;
  virtual std::string trained_on() const = 0;  // content digest of the training data; empty: unknown
  /// Of a model that no fold of its data was held out to test: "all folds of the plan ravdess_5fold". Empty:
  /// some samples were held out, or it isn't known.
  virtual std::string trained_on_all_folds() const { return ""; }
  virtual std::filesystem::path default_data() const = 0;  // empty: none
};

/// An ONNX file that is named for itself says how its report is made; one of a run directory leaves that to
/// the run's config, as LibTorch does.
/// "all folds of the plan ravdess_5fold but fold 2, which validated". @param validation_fold  0: none did
std::string name_training_folds(const std::string& plan, int64_t validation_fold);

/// @param model   a run directory or a .onnx file
/// @param engine  "libtorch", "opencv", "onnxruntime"; empty: libtorch for a run, default_engine() for ONNX
/// @param file    the .onnx file, if it has been read already
/// @throws ConfigError for an unknown engine or one that doesn't fit the model; ArtifactError if the model
/// can't be read (says what to name instead of a checkpoint, a recording or a run without weights)
std::unique_ptr<Predictor> make_predictor(const std::filesystem::path& model, const std::string& engine,
                                          SharedOnnxModel file = nullptr);

}  // namespace affekt
