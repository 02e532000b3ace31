// A recommender of next songs -> the plan of its export: a trained network, or a method that counts plays.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "export/export_plan.h"
#include "export/next_song/next_song_gate.h"
#include "models/sequence/next_song_network.h"
#include "next_song/song_ranker.h"
#include "runs/network_file.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Where the model comes from, and what is known of its quality.
struct NextSongSource {
  std::string name;  // of the run
  /// Config, data set and digests; of a method that counts, weights_digest is that of the file that names it
  /// and its parameters.
  NetworkProvenance provenance;
  ReportedScores scores;  // see find_scores
};

/// "indices" and "lengths" (and "emotion") -> "scores", "songs" and "all_scores": next_song/next_song_onnx.h.
/// The file catalogue.csv is written beside it, its digest is in the metadata. LibTorch says what ONNX
/// Runtime must say for every play of the test split that has a play before it (of the validation, or
/// training split where there is none): the same songs in front, or others that score the same; scores within
/// 1e-4 of 1 + themselves.
/// @param network  in eval mode
/// @throws ArtifactError: ONNX Runtime is not here, so that the gate can't be passed; DataError: no such
/// play, or
///         the catalogue is not the network's
ExportPlan plan_next_song_network(const NextSongSource& source, std::shared_ptr<NextSongNetwork> network,
                                  std::shared_ptr<const ListeningData> data);

/// The same of a method that counts; its own score() is the reference.
/// @throws as plan_next_song_network; ConfigError: the method has no formula, so no graph
ExportPlan plan_next_song_ranker(const NextSongSource& source, std::shared_ptr<const SongRanker> ranker,
                                 std::shared_ptr<const ListeningData> data);

/// @throws ArtifactError "... ONNX Runtime is not here: <why, and what to do>; no model was written"
void require_onnxruntime_for_next_songs();

}  // namespace affekt
