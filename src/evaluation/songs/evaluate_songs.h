// `affekt evaluate` of a clustering of songs: a run directory or an ONNX file, and a prepared catalogue ->
// the report.
#pragma once

#include "evaluation/report/evaluation.h"

namespace affekt {

/// Predicts the cluster of every song that has all cells; others are dropped or get the medians of the songs
/// the model was fitted on, as the model says. The files are left to the caller. An ONNX file is scored in
/// its clustered space only where the song_model.json that it was exported from lies beside it.
/// @throws DataError: no catalogue of songs, a column missing, no song with all cells; ArtifactError: the
///         model can't be read, or is none of songs; ConfigError: an engine this build lacks, no data named;
///         Interrupted
Evaluation evaluate_songs(const EvaluateRequest& request);

}  // namespace affekt
