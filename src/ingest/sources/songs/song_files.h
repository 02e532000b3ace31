// Where the files of a song catalogue are: data.path and data.songs of the config.
#pragma once

#include <filesystem>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/sources/source_digest.h"

namespace affekt {

struct SongFiles {
  std::filesystem::path catalogue;
  std::filesystem::path affect, moods;  // empty: none

  /// For the digest: the same files give the same one wherever they lie.
  std::vector<DigestFile> list() const;
};

/// data.path is a CSV file, or a folder with one: tracks_features.csv if it has that, else the only CSV file
/// whose header names ids and audio features.
/// @throws ConfigError: data.path is empty
/// @throws DataError: nothing there; a folder without a catalogue or with several
SongFiles find_song_files(const DataConfig& config);

}  // namespace affekt
