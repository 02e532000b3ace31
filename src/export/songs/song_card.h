// The model card of a clustering of songs.
#pragma once

#include <cstdint>
#include <string>

#include "export/export_plan.h"
#include "export/songs/song_metadata.h"

namespace affekt {

struct SongCardInput {
  SongPackageInput package;
  ReportedScores scores;
  std::vector<int64_t> sizes;  // [K], songs of each cluster
  std::string engines;         // that the gate ran: "opencv, onnxruntime"
  /// Of the catalogue that the gate ran on, in words, if it is not the one that was clustered; else empty.
  std::string other_catalogue;
};

ModelCard make_song_card(const SongCardInput& input, const GateResult& gate);

/// Its parts that say what not to expect of the model, as a Markdown list, and how to run it: code in Python,
/// JavaScript and C++, which reads the emotion policy if there is one.
std::string describe_song_limits(const SongModel& model);
std::string describe_song_usage(const SongModel& model);

}  // namespace affekt
