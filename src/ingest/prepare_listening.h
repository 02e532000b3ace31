// A listening log -> one prepared file of a catalogue and sequences of plays, cached by content and options.
//
// Its `about` (JSON) is
//   layout      "csv", "lastfm", "mpd" or "spotify"; part: data.listening.part
//   has_times   whether the plays have times
//   rules       what was done, a sentence each
//   counts      plays_in_source = plays + bad_plays + repeated_plays + plays_without_track + plays_too_short
//   +
//               plays_of_rare_songs + plays_of_short_sessions (a rule that the layout lacks is missing);
//               streams, songs, sequences; ids_with_two_names, names_with_two_ids; and the counts of
//               stream_order.h, listening_sessions.h, listening_split.h and of the layout's reader
//   features    as in listening_catalogue.h, or null
//   splits      {"train": {sequences, plays, songs, cold_plays, cold_songs, from, to}, ...}: cold ones are of
//   songs
//               that no training sequence plays; from and to are times, or null
//   audit       as in sequence_audit.h
//   skipped     [{"source_id", "reason"}]: bad plays that were left out
#pragma once

#include "config/experiment_config.h"
#include "ingest/prepared_cache.h"
#include "store/listening/listening_file.h"

namespace affekt {

/// @throws ConfigError: no path; a part, where the layout has none
/// @throws DataError: no log, one that can't be read or is cut short, bad plays (data.on_bad_sample), no play
/// is left
///         to train or to test, fewer than two songs
PrepareResult prepare_listening(const DataConfig& config);

/// PreparedEnvelope::source_digest of these files; each is read. @throws as prepare_listening for missing
/// ones
std::string digest_listening_files(const DataConfig& config);

}  // namespace affekt
