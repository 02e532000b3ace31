#include "ingest/sources/listening/listening_catalogue.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

constexpr int32_t kUnplayed = -1;
constexpr int64_t kNoRecord = -1;

struct PlayedSongs {
  std::vector<std::string> ids;   // [V], ascending
  std::vector<int32_t> names;     // [V], the number of the song's first name
  std::vector<int32_t> index_of;  // [number of names], of the song that a name is of; kUnplayed
};

PlayedSongs list_played_songs(const SongRegistry& songs, const std::vector<int32_t>& plays) {
  std::vector<bool> is_played(songs.names().size(), false);
  for (const int32_t song : plays) is_played[static_cast<size_t>(song)] = true;
  std::vector<std::pair<std::string, int32_t>> sorted;
  for (size_t song = 0; song < is_played.size(); ++song) {
    const auto name = static_cast<int32_t>(song);
    if (is_played[song]) sorted.emplace_back(songs.id_of(name), name);
  }
  std::sort(sorted.begin(), sorted.end());
  PlayedSongs played;
  std::vector<int32_t> index_of_song(is_played.size(), kUnplayed);
  for (auto& [id, name] : sorted) {
    index_of_song[static_cast<size_t>(name)] = static_cast<int32_t>(played.ids.size());
    played.ids.push_back(std::move(id));
    played.names.push_back(name);
  }
  for (const int32_t song : songs.find_songs())
    played.index_of.push_back(index_of_song[static_cast<size_t>(song)]);
  return played;
}

/// Number of each song's artist, in the order in which they come.
std::vector<int32_t> number_artists(const std::vector<std::string>& artists) {
  std::unordered_map<std::string, int32_t> number_of;
  std::vector<int32_t> numbers;
  for (const std::string& artist : artists)
    numbers.push_back(
        number_of.emplace(fold_text(artist), static_cast<int32_t>(number_of.size())).first->second);
  return numbers;
}

struct FeatureJoin {
  std::vector<int64_t> records;  // [V], row of the catalogue of features; kNoRecord
  int64_t num_by_id = 0, num_by_name = 0, num_under_two = 0;
};

void join_by_id(const SongRegistry& songs, const RawCatalogue& features, const PlayedSongs& played,
                FeatureJoin& join) {
  std::unordered_set<int32_t> under_two;
  for (const SongRegistry::IdOfName& id : songs.list_ids()) {
    const int32_t song = played.index_of[static_cast<size_t>(id.name)];
    const auto found = features.row_of_id.find(*id.id);
    if (song == kUnplayed || found == features.row_of_id.end()) continue;
    int64_t& record = join.records[static_cast<size_t>(song)];
    if (record == kNoRecord) {
      record = found->second;
      ++join.num_by_id;
    } else if (record != found->second) {
      under_two.insert(song);
    }
  }
  join.num_under_two = static_cast<int64_t>(under_two.size());
}

void join_by_name(const RawCatalogue& features, const ListeningCatalogue& catalogue, FeatureJoin& join) {
  std::unordered_map<std::string, int64_t> record_of_name;
  const SongTable& table = features.songs;
  for (size_t row = 0; row < table.ids.size(); ++row)
    if (!table.artists[row].empty() && !table.titles[row].empty())
      record_of_name.emplace(SongRegistry::make_key(table.artists[row], table.titles[row]),
                             static_cast<int64_t>(row));
  for (size_t song = 0; song < join.records.size(); ++song) {
    if (join.records[song] != kNoRecord) continue;
    const auto found =
        record_of_name.find(SongRegistry::make_key(catalogue.artists[song], catalogue.titles[song]));
    if (found == record_of_name.end()) continue;
    join.records[song] = found->second;
    ++join.num_by_name;
  }
}

void copy_features(const SongTable& table, const FeatureJoin& join, ListeningCatalogue& catalogue) {
  catalogue.feature_names = table.columns;
  const size_t num_features = table.columns.size();
  for (const int64_t record : join.records) {
    if (record == kNoRecord) {
      catalogue.features.insert(catalogue.features.end(), num_features,
                                std::numeric_limits<float>::quiet_NaN());
    } else {
      const auto begin = table.values.begin() + record * static_cast<int64_t>(num_features);
      catalogue.features.insert(catalogue.features.end(), begin, begin + static_cast<int64_t>(num_features));
    }
  }
}

}  // namespace

RawCatalogue read_listening_features(const std::filesystem::path& path, std::vector<BadSample>& bad) {
  RawCatalogue features = read_song_csv(path);
  bad.insert(bad.end(), features.bad.begin(), features.bad.end());
  return features;
}

ListeningCatalogue build_listening_catalogue(const SongRegistry& songs, const RawCatalogue* features,
                                             ListeningSequences& sequences, nlohmann::json& counts) {
  PlayedSongs played = list_played_songs(songs, sequences.songs);
  for (int32_t& song : sequences.songs) song = played.index_of[static_cast<size_t>(song)];
  ListeningCatalogue catalogue;
  for (const int32_t name : played.names) {
    catalogue.artists.push_back(songs.names()[static_cast<size_t>(name)].artist);
    catalogue.titles.push_back(songs.names()[static_cast<size_t>(name)].title);
  }
  catalogue.artist_indices = number_artists(catalogue.artists);
  counts["songs"] = played.ids.size();
  if (features != nullptr) {
    FeatureJoin join;
    join.records.assign(played.ids.size(), kNoRecord);
    join_by_id(songs, *features, played, join);
    join_by_name(*features, catalogue, join);
    copy_features(features->songs, join, catalogue);
    counts["features"] = {{"file", features->counts.at("file")},
                          {"songs_with_features", join.num_by_id + join.num_by_name},
                          {"by_id", join.num_by_id},
                          {"by_name", join.num_by_name},
                          {"songs_under_two_records", join.num_under_two}};
  }
  catalogue.ids = std::move(played.ids);
  return catalogue;
}

}  // namespace affekt
