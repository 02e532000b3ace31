// A recommender of next songs -> the plan of its export: a trained network, a method that counts plays, or
// both.
#pragma once

#include <memory>
#include <string>

#include "export/export_plan.h"
#include "models/sequence/next_song_network.h"
#include "next_song/song_ranker.h"
#include "runs/network_file.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// What is exported: one of them, or their mixture (next_song/mixed_scores.h).
struct NextSongParts {
  std::shared_ptr<NextSongNetwork> network;  // in eval mode; null: the ranker alone
  std::shared_ptr<const SongRanker> ranker;  // null: the network alone
  double network_weight = 1;                 // in the mixture, 0..1
};

/// Where it comes from, and what is known of its quality.
struct NextSongSource {
  std::string name;  // of the run
  NetworkProvenance provenance;
  ReportedScores scores;
  std::string scores_origin;  // empty: describe_scores_origin
  nlohmann::json tuned;       // TrainedNextSongModel::tuned, for the metadata; null: nothing
};

/// "indices" and "lengths" (and "emotion") -> "scores", "songs" and "all_scores": next_song/next_song_onnx.h.
/// A network's scores are the softmax over the catalogue. The file catalogue.csv is written beside the model,
/// its digest is in the metadata. LibTorch (and affekt's own arithmetic) says what ONNX Runtime must say for
/// every play of the test split that has a play before it, or of the validation or training split where there
/// is none: the same songs in front, or others that score the same; scores within 1e-4 of themselves.
/// @throws ArtifactError: ONNX Runtime is not here, so that the gate can't be passed; DataError: no such
/// play, or
///         another number of songs; ConfigError: the ranker has no formula, and so no graph
ExportPlan plan_next_song(const NextSongSource& source, const NextSongParts& parts,
                          std::shared_ptr<const ListeningData> data);

/// @throws ArtifactError "... ONNX Runtime is not here: <why, and what to do>", no model was written
void require_onnxruntime_for_next_songs();

}  // namespace affekt
