// Songs with one mood each, from CSV, joined to a catalogue by the songs' ids.
#pragma once

#include "ingest/sources/songs/song_catalogue_source.h"

namespace affekt {

/// Columns of ids and "mood". Names are in alphabetic order. Several records of one song count once; if they
/// name different moods, the song is left out: counts.contradicting. A record without mood is no annotation.
/// @param counts  as read_song_affect (song_affect.h), without out_of_range, and with contradicting
/// @throws DataError: can't be read, a column is missing
SongMoods read_song_moods(const std::filesystem::path& path, const RowOfId& row_of_id,
                          std::vector<BadSample>& bad, nlohmann::json& counts);

}  // namespace affekt
