// What the rules of reading did to a catalogue, in words.
#include <fmt/format.h>

#include "core/text/count_text.h"
#include "ingest/sources/songs/song_catalogue_source.h"

namespace affekt {

std::vector<std::string> describe_song_counts(const nlohmann::json& counts) {
  const auto number_of = [&](const char* key) { return counts.at(key).get<int64_t>(); };
  std::vector<std::string> lines = {fmt::format(
      "{}: {}, {}; left out: {} bad, {} with an id again, {} with an artist and title again",
      counts.at("file").get<std::string>(), count_of(number_of("rows"), "record"),
      count_of(number_of("songs"), "song"), format_count(number_of("bad")),
      format_count(number_of("repeated_id")), format_count(number_of("repeated_artist_and_title")))};
  const auto add_if_any = [&](const char* key, const char* unit, const std::string& words) {
    if (number_of(key) > 0) lines.push_back(count_of(number_of(key), unit) + words);
  };
  add_if_any("spoken", "song",
             fmt::format(" left out as spoken word: speechiness above {}",
                         counts.at("max_speechiness").get<double>()));
  add_if_any("unnamed", "song", " without artist or title");
  add_if_any("bytes_not_utf8", "byte", " of artists and titles written in the form \\xF6: not UTF-8");
  add_if_any("repeated_id_with_other_features", "record",
             " with an id again, but other features; the first is kept (" +
                 counts.at("repeated_id_example").get<std::string>() + ")");
  if (!counts.at("has_ids").get<bool>())
    lines.push_back(
        "no column of ids: each song is named by its line (line-2 ...), and nothing can be joined by id");
  std::string percentages;
  for (const auto& [name, column] : counts.at("columns").items()) {
    if (column.contains("unit")) percentages += (percentages.empty() ? "" : ", ") + name;
  }
  if (!percentages.empty())
    lines.push_back(percentages + ": in percent (0..100) in the file, divided by 100");
  for (const auto& [name, column] : counts.at("columns").items()) {
    const auto empty = column.at("empty").get<int64_t>(),
               not_detected = column.at("not_detected").get<int64_t>(),
               out_of_range = column.at("out_of_range").get<int64_t>(),
               unreadable = column.at("unreadable").get<int64_t>();
    if (empty + not_detected + out_of_range + unreadable == 0) continue;
    lines.push_back(fmt::format("{} is unknown: {} empty, {} not detected by Spotify, {} out of range", name,
                                format_count(empty), format_count(not_detected), format_count(out_of_range)));
    if (unreadable > 0) lines.back() += fmt::format(", {} unreadable", format_count(unreadable));
  }
  if (number_of("key_c_missing") > 0)
    lines.push_back(
        "no song is in the key C, though all other keys occur: perhaps the catalogue writes C as an empty "
        "cell; "
        "such a key stays unknown");
  return lines;
}

}  // namespace affekt
