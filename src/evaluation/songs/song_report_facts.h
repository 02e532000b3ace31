// report.json of a clustering of songs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "evaluation/songs/figures/song_map.h"
#include "evaluation/songs/song_report.h"

namespace affekt {

/// Nothing without points, or where they span no plane.
std::optional<SongMap> build_song_map(const SongReportInput& input);

/// The content. Pure and deterministic: no file is touched, no clock is read. Its members:
///   schema_version, kind ("songs"), headline ("silhouette"), tool {name, version, commit}, seed, timing,
///   model (as given), fit
///   notes        [{level, code, text}], what a reader must know first
///   data         name, digest, source_digest, prepared_by, ingest_options, num_songs (in the catalogue),
///                num_clustered, num_dropped, num_filled, missing, reading (the counts of the rules of
///                reading), same_as_fitted (null: not known)
///   num_clusters, columns
///   metrics      see song_measures.h; null values without points, but for inertia and smallest_share
///   baselines    see song_measures.h; null without points
///   space_variance  [{column, share}]: how the clustered space's variance is spread; null without points
///   bootstrap    {resamples, interval, unit {silhouette, felt}}
///   choice       {num_clusters, text}: how the number of clusters was chosen
///   sweep        as choose_k.h writes it; null: none was made
///   naming_rule  how the clusters got their names
///   clusters     [{index, name, size, share, profile, spotify, felt, moods, nearest_songs}]
///     profile        [{column, unit, mean, median, quartiles, z, most_frequent, most_frequent_share,
///                    direction, concentration}]: see song_profiles.h
///     spotify        {valence, energy}: means of Spotify's own; null: no such column
///     felt           {quantity: {num_songs, mean, ci95}}, of listeners
///     moods          {mood: songs}
///     nearest_songs  [{id, artist, title, distance}]
///   affect       as song_affect.h writes it
///   regression   {target, num_songs, num_folds, lambda, exported, scores}; null: the model has none
///     scores         [{name, valence, arousal}], each of these {r2, ci95, mae, fold_min, fold_max}
///   policy       as emotion_policy.h writes it, with rules and sources; null: the model has none
///   map          see song_map.h; null: there is no plane to draw
/// @param map  of build_song_map
nlohmann::json build_song_facts(const SongReportInput& input, const std::optional<SongMap>& map);

/// What a reader must know of the clustering before believing its scores, in plain words.
/// @param facts  everything else of report.json  @return  as NoteList::take
nlohmann::json make_song_report_notes(const nlohmann::json& facts);

}  // namespace affekt
