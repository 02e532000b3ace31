// The text of model_card.md for a clustering of songs: what it takes and gives, its clusters, scores, limits,
// how to run it.
#pragma once

#include <cstdint>
#include <string>

#include "export/songs/song_gate.h"
#include "export/songs/song_metadata.h"
#include "export/songs/song_scores.h"

namespace affekt {

struct SongCardInput {
  const SongPackageInput& package;
  const SongScores& scores;
  const SongGateResult& gate;
  std::string engines;  // that the gate ran: "opencv, onnxruntime"
  /// Of the catalogue that the gate ran on, in words, if it is not the one that was clustered; else empty.
  std::string other_catalogue;
  std::string onnx_digest;  // SHA-256 of model.onnx
  int64_t onnx_bytes = 0;
};

/// Markdown.
std::string make_song_card(const SongCardInput& input);

}  // namespace affekt
