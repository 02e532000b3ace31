// Classical classifiers beside the network: their scores on the same samples, and whether it beats them.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/classification/prediction_table.h"
#include "metrics/bootstrap.h"
#include "store/prepared_file.h"

namespace affekt {

/// What a baseline that was trained on the train split says of the samples of a prediction table.
struct TrainedBaseline {
  std::string name;                  // "acoustic_svm" | "acoustic_random_forest"
  std::string chosen;                // the tuned parameters in words; empty: several (cross-validation)
  std::vector<int32_t> predictions;  // [N]
};

/// SVM and random forest on classic acoustic features, tuned and fitted on `train` alone.
/// @throws DataError if the training recordings are of fewer than two groups or two classes
std::vector<TrainedBaseline> train_acoustic_baselines(const WaveformSamples& train,
                                                      const WaveformSamples& samples, int num_classes,
                                                      uint64_t seed);

/// @param options  num_resamples 0: no intervals
/// @return {name: {"accuracy", "macro_f1", "uar", "ci95": {score: [low, high] | null}, "chosen"}}
nlohmann::json score_trained_baselines(const PredictionTable& table,
                                       const std::vector<TrainedBaseline>& baselines,
                                       const BootstrapOptions& options);

/// The better of the baselines by `metric`, and how far the model is above it on the same resamples.
/// @param metric  accuracy | macro_f1 | uar
/// @return {"baseline", "metric", "verdict": "beaten" | "not clearly beaten" | "not beaten",
///          "difference": {score: {"value", "ci95"}}}; beaten: the whole interval of `metric` is above 0
nlohmann::json describe_strongest_baseline(const PredictionTable& table,
                                           const std::vector<TrainedBaseline>& baselines,
                                           const std::string& metric, const BootstrapOptions& options);

/// baseline_predictions.csv: source_id and one column a baseline, classes by name, in the table's order.
std::string render_baseline_predictions_csv(const PredictionTable& table,
                                            const std::vector<TrainedBaseline>& baselines);

/// `chosen` is not in the file: it comes back empty.
/// @throws ArtifactError naming file and line: not the samples of `table` in its order, an unknown class
std::vector<TrainedBaseline> read_baseline_predictions(const std::filesystem::path& path,
                                                       const PredictionTable& table);

}  // namespace affekt
