// The section on how the catalogue was read: what each rule left out, column by column.
#include <fmt/format.h>

#include "core/text/count_text.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/song_sections.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string count_cell(const json& counts, const char* key) {
  const json& count = member_or_null(counts, key);
  return count.is_number_integer() ? format_count(count.get<int64_t>()) : "–";
}

Table rules_table(const json& reading) {
  Table table = {"From records to songs", "", {"Rule", "Records"}};
  const auto add = [&](const std::string& title, const char* key) {
    table.rows.push_back({title, count_cell(reading, key)});
  };
  add("In the file", "rows");
  add("Left out: could not be read", "bad");
  add("Left out: repeated id, the first is kept", "repeated_id");
  const json& limit = member_or_null(reading, "max_speechiness");
  if (limit.is_number() && limit < 1)
    add(fmt::format("Left out: spoken word, speechiness above {}", limit.get<double>()), "spoken");
  add("Left out: repeated artist and title, the first is kept", "repeated_artist_and_title");
  add("Songs", "songs");
  add("Of these without artist or title, which equal no other", "unnamed");
  return table;
}

Table columns_table(const json& columns) {
  Table table = {"What is unknown",
                 "Cells of the songs that are kept. Not detected: a value by which Spotify says that it does "
                 "not know, such as tempo 0. Unreadable: neither a number nor a word that the feature has.",
                 {"Column", "In the file", "Empty", "Not detected", "Out of range", "Unreadable"}};
  for (const auto& [name, counts] : columns.items()) {
    const bool is_percent = member_or_null(counts, "unit") == json("percent");
    table.rows.push_back({key_to_words(name), json_to_text(member_or_null(counts, "source")) +
                                                  (is_percent ? " (in percent, divided by 100)" : "")});
    for (const char* key : {"empty", "not_detected", "out_of_range", "unreadable"})
      table.rows.back().push_back(count_cell(counts, key));
  }
  return table;
}

Table listener_ratings_table(const json& reading) {
  Table table = {"Listeners' ratings and moods, joined by id",
                 "",
                 {"File", "Records", "Without an id", "Repeated songs", "Songs with an id",
                  "In the catalogue", "Not in it"}};
  for (const char* source : {"affect", "moods"}) {
    json counts = member_or_null(reading, source);
    if (!member_or_null(counts, "file").is_string()) continue;
    const json &annotated = member_or_null(counts, "annotated"),
               &unmatched = member_or_null(counts, "unmatched");
    if (annotated.is_number_integer() && unmatched.is_number_integer())
      counts["matched"] = annotated.get<int64_t>() - unmatched.get<int64_t>();
    table.rows.push_back({counts["file"].get<std::string>()});
    for (const char* key : {"rows", "without_id", "repeated", "annotated", "matched", "unmatched"})
      table.rows.back().push_back(count_cell(counts, key));
  }
  return table;
}

}  // namespace

Section make_reading_section(const json& facts) {
  const json& reading = member_or_null(facts["data"], "reading");
  if (!reading.is_object() || reading.empty()) return {};
  Section section = {"How the catalogue was read", "", {rules_table(reading)}};
  const json& columns = member_or_null(reading, "columns");
  if (columns.is_object()) section.blocks.emplace_back(columns_table(columns));
  const Table ratings = listener_ratings_table(reading);
  if (!ratings.rows.empty()) section.blocks.emplace_back(ratings);
  return section;
}

}  // namespace affekt
