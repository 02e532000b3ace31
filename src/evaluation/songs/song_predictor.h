// What `evaluate` asks a model of songs for, whether it is a run directory or an ONNX file behind an engine.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affect/song_model.h"
#include "inference/onnx_model.h"

namespace affekt {

class SongPredictor {
 public:
  virtual ~SongPredictor() = default;
  /// Of an ONNX file without its song_model.json only what the file says of itself: columns, medians,
  /// missing, num_clusters, fit, policy, digests.
  virtual const SongModel& model() const = 0;
  /// Without points where the clustered space is not known.
  /// @param raw  [n, D], in the order of model().columns, no empty cell
  /// @throws DataError: a row that has no answer (a tempo of 0)
  virtual SongAnswers predict(MatrixView raw) = 0;
  /// [K], names that the clusters have already; empty: the songs that are scored name them. A run's are those
  /// of its report on the songs it was fitted on, an ONNX file's are its own.
  /// @param data_digest  of the songs that are scored
  virtual std::vector<std::string> cluster_names(const std::string& data_digest) const = 0;
  /// For the report: name, engine, sizes, transform, digests. "weights_digest" is that of song_model.json.
  virtual nlohmann::json describe() const = 0;
};

/// @throws ArtifactError: the run directory has no clustering of songs; says whether it was not finished, or
///         published without
void require_song_model(const std::filesystem::path& run);

/// @param model   a run directory or a .onnx file
/// @param engine  opencv | onnxruntime: the clusters are those of model.onnx. Empty: of song_model.json for a
///                run, of the file with opencv for ONNX
/// @param file    the .onnx file, if it has been read already
/// @throws ConfigError for an engine this build lacks, ArtifactError if the model can't be read or is none of
///         songs
std::unique_ptr<SongPredictor> make_song_predictor(const std::filesystem::path& model,
                                                   const std::string& engine, SharedOnnxModel file = nullptr);

}  // namespace affekt
