#include "ingest/song_joiner.h"

#include <fmt/format.h>

#include "ingest/song_columns.h"
#include "ingest/song_text.h"

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
  counts["annotated"] = num_annotated();
  counts["unmatched"] = num_annotated() - num_matched;
}

size_t find_annotation_id(const ColumnFinder& finder) {
  std::vector<const char*> aliases = {"spotifyid"};
  aliases.insert(aliases.end(), song_id_aliases().begin(), song_id_aliases().end());
  return finder.require(aliases, "a column with the songs' Spotify ids (spotify_id, track_id, id ...)");
}

std::string read_annotation_id(std::string_view field) {
  const std::string id = unquote_csv_field(field);
  int64_t ignored = 0;
  return repair_utf8(strip_spotify_prefix(trim_csv_field(id)), ignored);
}

std::string describe_annotation_counts(const nlohmann::json& counts) {
  std::string text = fmt::format(
      "{}: {} annotated songs, {} of them not in the catalogue; {} songs of the catalogue have an annotation",
      counts["file"].get<std::string>(), counts["annotated"].get<int64_t>(),
      counts["unmatched"].get<int64_t>(), counts["songs"].get<int64_t>());
  const auto add_if_any = [&](const char* key, const char* words) {
    const auto found = counts.find(key);
    const int64_t count = found == counts.end() ? 0 : found->get<int64_t>();
    if (count > 0) text += fmt::format("; {} {}", count, words);
  };
  add_if_any("bad", "bad records");
  add_if_any("without_values", "records without a value");
  add_if_any("without_id", "without an id");
  add_if_any("repeated", "records annotate a song again");
  add_if_any("out_of_range", "values out of range");
  add_if_any("contradicting", "songs with two moods left out");
  return text;
}

}  // namespace affekt
