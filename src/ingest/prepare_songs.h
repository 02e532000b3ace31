// A song catalogue, and what people said of its songs -> one prepared HDF5 file, cached by content and
// options.
#pragma once

#include <filesystem>

#include "config/experiment_config.h"
#include "store/song_catalogue.h"

namespace affekt {

struct PrepareSongsResult {
  std::filesystem::path path;  // <prepared_dir>/songs-<first 16 digits of the cache key>.h5
  bool was_cached = false;     // nothing had to be done
  SongInfo info;               // its counts: see song_catalogue_source.h; affect and moods, as in
                               // song_affect.h and song_moods.h; skipped: [{"source_id", "reason"}]
  double seconds = 0;
};

/// Reads data.path (a CSV file, or a folder with one), data.songs.affect_path and moods_path, joins and
/// writes, or finds the file of an earlier call. Logs what the rules of reading did.
/// @throws ConfigError: no path, an unknown on_bad_sample
/// @throws DataError: a file is missing, is no such CSV, or has bad samples; a folder with no catalogue or
///         several; no song is left
PrepareSongsResult prepare_songs(const DataConfig& config);

}  // namespace affekt
