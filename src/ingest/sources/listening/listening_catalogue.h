// The songs of listening data: those that are played, with the audio features that a catalogue knows of them.
#pragma once

#include <nlohmann/json.hpp>

#include "ingest/sources/listening/song_registry.h"
#include "ingest/sources/songs/song_catalogue_source.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Audio features from a CSV file; the bad records are added to `bad`. @throws DataError as read_song_csv
RawCatalogue read_listening_features(const std::filesystem::path& path, std::vector<BadSample>& bad);

/// The songs that `sequences` play, of any split, in the order of their ids; the plays are renumbered.
///
/// A song's features are those of the first of its ids that `features` has (feature ids before the source's
/// own), else those of its artist and title. counts.songs, counts.features = {file, songs_with_features,
/// by_id, by_name, songs_under_two_records (ids of one song lead to different records)}.
///
/// @param features  null: none
ListeningCatalogue build_listening_catalogue(const SongRegistry& songs, const RawCatalogue* features,
                                             ListeningSequences& sequences, nlohmann::json& counts);

}  // namespace affekt
