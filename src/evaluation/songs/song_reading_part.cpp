// The report's part on how the catalogue was read: what each rule left out, column by column.
#include <fmt/format.h>

#include "core/count_text.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_parts.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string count_cell(const json& counts, const char* key) {
  const json& count = member_or_null(counts, key);
  return count.is_number_integer() ? format_count(count.get<int64_t>()) : "–";
}

ReportTable rules_table(const json& reading) {
  ReportTable table;
  table.title = "From records to songs";
  table.head = {"Rule", "Records"};
  const auto add = [&](const std::string& title, const char* key) {
    table.rows.push_back({title, count_cell(reading, key)});
  };
  add("In the file", "rows");
  add("Left out: could not be read", "bad");
  add("Left out: an id again, the first is kept", "repeated_id");
  const json& limit = member_or_null(reading, "max_speechiness");
  if (limit.is_number() && limit < 1)
    add(fmt::format("Left out: spoken word, speechiness above {}", limit.get<double>()), "spoken");
  add("Left out: an artist and title again, the first is kept", "repeated_artist_and_title");
  add("Songs", "songs");
  add("Of these without artist or title, which equal no other", "unnamed");
  return table;
}

ReportTable columns_table(const json& columns) {
  ReportTable table;
  table.title = "What is unknown";
  table.note =
      "Cells of the songs that are kept. Not detected: a value by which Spotify says that it does not know, "
      "such as tempo 0.";
  table.head = {"Column", "In the file", "Empty", "Not detected", "Out of range"};
  for (const auto& [name, counts] : columns.items()) {
    const json& source = member_or_null(counts, "source");
    table.rows.push_back({column_title(name), source.is_string() ? source.get<std::string>() : "–",
                          count_cell(counts, "empty"), count_cell(counts, "not_detected"),
                          count_cell(counts, "out_of_range")});
  }
  return table;
}

/// Songs with an id that are in the catalogue.
std::string matched_cell(const json& counts) {
  const json &annotated = member_or_null(counts, "annotated"),
             &unmatched = member_or_null(counts, "unmatched");
  if (!annotated.is_number_integer() || !unmatched.is_number_integer()) return "–";
  return format_count(annotated.get<int64_t>() - unmatched.get<int64_t>());
}

ReportTable people_table(const json& reading) {
  ReportTable table;
  table.title = "What people said, joined by id";
  table.head = {"File",         "Records",          "Without an id",
                "A song again", "Songs with an id", "In the catalogue",
                "Not in it"};
  for (const char* key : {"affect", "moods"}) {
    const json& counts = member_or_null(reading, key);
    const json& file = member_or_null(counts, "file");
    if (!file.is_string()) continue;
    table.rows.push_back({file.get<std::string>(), count_cell(counts, "rows"),
                          count_cell(counts, "without_id"), count_cell(counts, "repeated"),
                          count_cell(counts, "annotated"), matched_cell(counts),
                          count_cell(counts, "unmatched")});
  }
  return table;
}

}  // namespace

ReportPart make_reading_part(const json& report) {
  const json& reading = member_or_null(report["data"], "reading");
  ReportPart part;
  if (!reading.is_object() || reading.empty()) return part;
  part.title = "How the catalogue was read";
  part.tables = {rules_table(reading)};
  const json& columns = member_or_null(reading, "columns");
  if (columns.is_object()) part.tables.push_back(columns_table(columns));
  ReportTable people = people_table(reading);
  if (!people.rows.empty()) part.tables.push_back(std::move(people));
  return part;
}

}  // namespace affekt
