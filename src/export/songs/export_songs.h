// `affekt export` of a clustering of songs: its run directory -> model.onnx, test_data_set_0/ and
// model_card.md; refused unless the gate passes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "export/songs/song_gate.h"

namespace affekt {

struct ExportSongsRequest {
  std::filesystem::path run_directory;
  std::filesystem::path prepared_path;  // the catalogue for the gate; empty: the one that was clustered
};

struct ExportSongsSummary {
  std::filesystem::path onnx;
  int64_t num_songs = 0;             // that the gate compared: all of the catalogue but num_dropped
  int64_t num_dropped = 0;           // left out for an empty cell, as when they were clustered
  SongGateResult gate;               // over all engines: the largest of each
  std::vector<std::string> engines;  // that the gate ran
};

/// Each file is written atomically, model.onnx last: a new one has passed, with its vectors and card.
/// @throws ArtifactError if the run can't be read, an engine can't load the file or says something else than
///         affekt's own clustering; model.onnx, card and test vectors are then as they were
/// @throws DataError if the catalogue is not there, lacks a column of the model, or has no song for the gate
ExportSongsSummary export_songs(const ExportSongsRequest& request);

}  // namespace affekt
