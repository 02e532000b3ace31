// The valence and arousal that people felt in songs, from CSV, joined to a catalogue by the songs' ids.
#pragma once

#include "ingest/sources/songs/song_catalogue_source.h"

namespace affekt {

/// Columns deezer_valence and deezer_arousal, valence_warriner, arousal_warriner and dominance_warriner, all
/// of them or some, beside one of ids (spotify_id, id, track_id ...).
///
/// Rules: an empty cell, a Deezer value beyond +-10 and a tag value outside 1..9 are unknown (NaN). A record
/// without any value is no annotation. Several annotations of one song, by whichever of its ids: the mean of
/// those that are known. A record is bad as in read_song_csv, but it needs no id: then it matches no song.
///
/// @param bad     gets the bad records
/// @param counts  {"file", "rows", "bad", "without_values", "without_id", "annotated" (different ids of the
///                source), "unmatched" (of these, not in the catalogue), "songs" (of the catalogue,
///                annotated: several ids may be of one song), "repeated", "out_of_range"}
/// @throws DataError: can't be read, no column of ids, none of the columns of values
SongAffect read_song_affect(const std::filesystem::path& path, const RowOfId& row_of_id,
                            std::vector<BadSample>& bad, nlohmann::json& counts);

}  // namespace affekt
