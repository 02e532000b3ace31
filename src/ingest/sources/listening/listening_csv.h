// Plays in a CSV file: columns source, seq_id, pos, artist, track, source_track_id, spotify_id_with_features.
#pragma once

#include <filesystem>

#include "ingest/sources/listening/listening_log.h"

namespace affekt {

/// seq_id, pos, artist and track are needed. A song is artist and title, whatever its source_track_id, which
/// may be a new one for every play; spotify_id_with_features joins the features. A stream is one seq_id of
/// one source, named by its seq_id, or "source/seq_id" where the plays are of several sources. A record with
/// another number of fields, no seq_id, a pos that is no whole number, no artist or no title is a bad sample:
/// "listening_sequences.csv:LINE".
///
/// @param part  the source that is taken; "": all
/// @throws DataError: can't be read, a column is missing, no play of this part
ListeningLog read_listening_csv(const std::filesystem::path& path, const std::string& part);

/// Whether a CSV file's header has the columns.
bool is_listening_header(const std::vector<std::string>& header);

}  // namespace affekt
