// A song catalogue in CSV, in the usual layouts of Spotify's features -> the table of its songs.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/sources/source.h"
#include "store/song_catalogue.h"

namespace affekt {

/// Id of a song -> its row. Ids of dropped duplicates lead to the song that was kept.
using RowOfId = std::unordered_map<std::string, int64_t>;

struct RawCatalogue {
  SongTable songs;  // in the order of the file; columns in the order of song_features()
  RowOfId row_of_id;
  std::vector<BadSample> bad;  // each as "tracks_features.csv:LINE", in the order of the file
  nlohmann::json counts;
};

/// Rules, each counted in `counts`:
/// - A record is a bad sample if it has another number of fields than the header, text behind a closing
///   quote, no id, or, with max_speechiness below 1, a speechiness that is no number.
/// - Without a column of ids a song's id is its line, "line-2": counts.has_ids.
/// - An empty cell ("", or as parse_number of song_columns.h has it) is unknown (NaN):
/// counts.columns.<name>.empty.
/// - So is a cell that is neither a number nor a word that the feature has (song_words.h), for whether
/// anybody
///   uses the column is not known here: counts.columns.<name>.unreadable, and unreadable_text: the first
///   three, in words.
/// - Shares in percent (song_records.h) are divided by 100: counts.columns.<name>.unit is "percent".
/// - So is a value by which Spotify says that it doesn't know (key -1, tempo, time_signature or duration 0):
///   counts.columns.<name>.not_detected; and one out of the feature's range (song_columns.cpp):
///   counts.columns.<name>.out_of_range. These four count cells of the songs that are kept.
/// - Of records with the same id the first is kept: repeated_id. Among these some may have other features:
///   repeated_id_with_other_features, and where the first of them is: repeated_id_example.
/// - A song whose speechiness is above `max_speechiness` is left out: spoken. One whose speechiness is
/// unknown
///   stays.
/// - Of songs with the same artist and title, capitals and blanks around them aside, the first is kept:
///   repeated_artist_and_title. A song without artist or without title (unnamed) equals no other.
/// - Bytes that aren't UTF-8 are written out, \xF6: bytes_not_utf8. "spotify:track:" in front of an id is
/// taken
///   off, and a Python list of artists is joined by commas.
/// counts also has file, rows, songs, bad, max_speechiness, columns.<name>.source (the name in the file),
/// columns_left_out, key_c_missing (songs without a key in a catalogue with all keys but C; else 0).
///
/// @param max_speechiness  0..1; 1: every song stays
/// @throws DataError: can't be read, empty, neither ids nor artist and title, no feature, two columns of one
/// name;
///   max_speechiness below 1 and no column of speechiness
RawCatalogue read_song_csv(const std::filesystem::path& path, double max_speechiness = 1);

/// What the rules did, in words, a line each; for the log.
std::vector<std::string> describe_song_counts(const nlohmann::json& counts);

}  // namespace affekt
