// `affekt evaluate` of a clustering of songs: a run directory or an ONNX file, and a prepared catalogue ->
// the report.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/classification/evaluate_run.h"

namespace affekt {

struct EvaluateSongsRequest {
  std::filesystem::path model;  // a run directory or a .onnx file
  std::filesystem::path data;   // prepared .h5; empty: the one the run was trained on
  /// opencv | onnxruntime: the clusters are those of model.onnx. Empty: of song_model.json for a run, of the
  /// file with opencv for ONNX.
  std::string engine;
  /// Empty: the run directory, or the ONNX file's folder; inside it a folder of its own if a report on other
  /// data is there already. A folder that is named here may not hold a report on other data.
  std::filesystem::path output_directory;
};

/// Whether a run directory or an ONNX file clusters songs. False for what is neither.
/// @throws ArtifactError for a damaged ONNX file, and for a run directory whose clustering of songs was not
/// finished
bool is_song_model(const std::filesystem::path& model);

/// Predicts the cluster of every song that has all cells; others are dropped or get the medians of the songs
/// the model was fitted on, as the model says. Writes report.{json,md,html}, clusters.csv and figures/. An
/// ONNX file is scored in its clustered space only where the song_model.json that it was exported from lies
/// beside it.
/// @throws DataError: no catalogue of songs, a column missing, no song with all cells; ArtifactError: the
/// model
///         can't be read, or is none of songs; ConfigError: an engine this build lacks, no data named;
///         Interrupted
EvaluationResult evaluate_songs(const EvaluateSongsRequest& request);

}  // namespace affekt
