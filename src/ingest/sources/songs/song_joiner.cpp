#include "ingest/sources/songs/song_joiner.h"

#include <fmt/format.h>

#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {

int64_t SongJoiner::join(const std::string& id) {
  if (id.empty()) {
    ++num_without_id_;
    return -1;
  }
  if (!seen_.insert(id).second) ++num_repeated_;
  const auto found = row_of_id_.find(id);
  return found == row_of_id_.end() ? -1 : found->second;
}

void SongJoiner::describe(nlohmann::json& counts) const {
  int64_t num_matched = 0;
  for (const std::string& id : seen_) num_matched += row_of_id_.count(id) > 0 ? 1 : 0;
  counts["without_id"] = num_without_id_;
  counts["repeated"] = num_repeated_;
  counts["annotated"] = seen_.size();
  counts["unmatched"] = static_cast<int64_t>(seen_.size()) - num_matched;
}

size_t find_annotation_id(const ColumnFinder& finder) {
  std::vector<const char*> aliases = {"spotifyid"};
  aliases.insert(aliases.end(), song_id_aliases().begin(), song_id_aliases().end());
  return finder.require(aliases, "a column with the songs' Spotify ids (spotify_id, track_id, id ...)");
}

std::string read_annotation_id(std::string_view field) {
  const std::string id = unquote_csv_field(field);
  return to_valid_utf8(strip_spotify_prefix(trim_csv_field(id)));
}

std::string describe_annotation_counts(const nlohmann::json& counts) {
  const auto number_of = [&](const char* key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->get<int64_t>();
  };
  const int64_t num_songs = number_of("annotated"), num_unmatched = number_of("unmatched");
  std::string text = fmt::format("{}: {}, {} without an id; {} with an id: {} in the catalogue, {} not in it",
                                 counts.at("file").get<std::string>(), count_of(number_of("rows"), "record"),
                                 format_count(number_of("without_id")), count_of(num_songs, "song"),
                                 format_count(num_songs - num_unmatched), format_count(num_unmatched));
  const auto add_if_any = [&](const char* key, const char* unit, const char* words) {
    if (number_of(key) > 0) text += "; " + count_of(number_of(key), unit) + words;
  };
  add_if_any("bad", "bad record", "");
  add_if_any("without_values", "record", " without a value");
  add_if_any("repeated", "record", " of a song again");
  add_if_any("out_of_range", "value", " out of range");
  add_if_any("contradicting", "song", " under two moods left out");
  return text;
}

}  // namespace affekt
