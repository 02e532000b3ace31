// A song catalogue, and what people said of its songs -> one prepared HDF5 file, cached by content and
// options.
#pragma once

#include <filesystem>

#include "config/experiment_config.h"
#include "ingest/prepared_cache.h"

namespace affekt {

/// Reads data.path (a CSV file, or a folder with one), data.songs.affect_path and moods_path, joins and
/// writes, or finds the file of an earlier call. Logs what the rules of reading did; the counts of the
/// catalogue (song_catalogue_source.h) tell it too: "affect" and "moods" as in song_affect.h and
/// song_moods.h, "skipped" [{"source_id", "reason"}].
/// @throws ConfigError: no path, an unknown on_bad_sample
/// @throws DataError: a file is missing, is no such CSV, or has bad samples; a folder with no catalogue or
///         several; no song is left
PrepareResult prepare_songs(const DataConfig& config);

/// PreparedEnvelope::source_digest of these files; each is read. @throws as prepare_songs for missing files
std::string digest_song_files(const DataConfig& config);

}  // namespace affekt
