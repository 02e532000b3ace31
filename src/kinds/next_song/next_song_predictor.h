// What a report on next songs asks a model for, whether it is a run directory (LibTorch) or an ONNX file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "config/experiment_config.h"
#include "evaluation/report/evaluation.h"
#include "jobs/network_scores.h"
#include "jobs/next_song_tuning.h"
#include "store/listening/listening_data.h"

namespace affekt {

struct NextSongPredictor {
  std::string
      method;  // whose scores run() gives: kNetworkMethod; of an ONNX file also kEnsembleMethod or a ranker's
  nlohmann::json description;
  std::string trained_on;  // content digest of the training data
  EvaluateConfig options;
  int64_t seed = 1;
  std::filesystem::path data;  // that the run was made from; empty: not known
  NextSongTuning tuning;
  /// @throws DataError: the model's catalogue is not that of these data
  std::function<void(const ListeningCatalogue&, const std::filesystem::path& data)> check_catalogue;
  std::function<void(const ListeningPositions&, const TakeProbabilities&)> run;
};

/// @throws ConfigError: an unknown engine or one that doesn't fit the model; ArtifactError: the model can't
/// be
///         read or is none of next songs
NextSongPredictor make_next_song_predictor(const EvaluateRequest& request);

}  // namespace affekt
