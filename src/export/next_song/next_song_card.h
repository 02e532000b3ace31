// model_card.md of an exported recommender of next songs: what goes in, what comes out, how to call it with
// the catalogue beside it, what it is not for.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "export/export_plan.h"
#include "next_song/next_song_onnx.h"

namespace affekt {

/// What the card says of the model.
struct NextSongCardFacts {
  std::string name;    // of the run
  std::string method;  // "lstm", or a baseline: "sequential_rules"
  std::string dataset_name;
  bool is_baseline = false;    // counts plays; nothing is trained
  int64_t num_parameters = 0;  // of a network
  int64_t num_songs = 0;       // of the catalogue
  int64_t num_top = 0;         // K
  int64_t max_plays = 0;       // so many last plays count; 0: all
  /// Of the input `emotion`: "float32 [N, 2]: valence and arousal, each ..."; empty: there is no such input.
  std::string emotion_contract;
  /// What tells it of a song that no training sequence holds: "its artist"; empty: it has no opinion of one.
  std::vector<std::string> cold_songs_by;
  std::string catalogue_digest;
  ReportedScores scores;
  std::string scores_origin;                                    // see describe_scores_origin
  std::string gate_split;                                       // what the gate compared on: "test"
  std::string reference;                                        // who computed what is expected: "LibTorch"
  std::vector<std::pair<std::string, std::string>> provenance;  // what, SHA-256; the catalogue is added
};

/// "affekt.input" and "affekt.output"
std::string describe_next_song_input(const NextSongCardFacts& model);
std::string describe_next_song_output(const NextSongCardFacts& model);

ModelCard make_next_song_card(const NextSongCardFacts& model, const ExportResult& result);

}  // namespace affekt
