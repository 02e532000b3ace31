#include "ingest/sources/songs/song_moods.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "core/text/text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_joiner.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct MoodRecord {
  std::string id, mood, fault;
};

std::vector<MoodRecord> read_mood_records(const CsvFile& file, const fs::path& path) {
  const ColumnFinder finder(file.header(), fmt::format("{}:{}", path.string(), file.header_slice().line));
  const size_t id_column = find_annotation_id(finder),
               mood_column = finder.require({"mood"}, "a column mood");
  std::vector<MoodRecord> records(static_cast<size_t>(file.num_records()));
  file.for_each_record("songs",
                       [&](int64_t i, const std::vector<std::string_view>& fields, const std::string& fault) {
                         MoodRecord& record = records[static_cast<size_t>(i)];
                         record.fault = fault;
                         if (!fault.empty()) return;
                         record.id = read_annotation_id(fields[id_column]);
                         const std::string mood = unquote_csv_field(fields[mood_column]);
                         record.mood = to_valid_utf8(trim_csv_field(mood));
                       });
  return records;
}

/// Songs with one mood each, and the names of these moods in alphabetic order.
SongMoods collect_moods(const std::map<int64_t, std::set<std::string>>& moods_of_row) {
  std::map<std::string, int32_t> index_of_name;
  for (const auto& [row, names] : moods_of_row) {
    if (names.size() == 1) index_of_name.emplace(*names.begin(), 0);
  }
  SongMoods moods;
  for (auto& [name, index] : index_of_name) {
    index = static_cast<int32_t>(moods.names.size());
    moods.names.push_back(name);
  }
  for (const auto& [row, names] : moods_of_row) {
    if (names.size() != 1) continue;
    moods.rows.push_back(row);
    moods.moods.push_back(index_of_name.at(*names.begin()));
  }
  return moods;
}

}  // namespace

SongMoods read_song_moods(const fs::path& path, const RowOfId& row_of_id, std::vector<BadSample>& bad,
                          nlohmann::json& counts) {
  const CsvFile file(path);
  const std::vector<MoodRecord> records = read_mood_records(file, path);
  take_faults(file, records, bad, counts);
  SongJoiner joiner(row_of_id);
  std::map<int64_t, std::set<std::string>> moods_of_row;
  int64_t num_without_values = 0;
  for (const MoodRecord& record : records) {
    if (!record.fault.empty()) continue;
    if (record.mood.empty()) {
      ++num_without_values;
      continue;
    }
    const int64_t row = joiner.join(record.id);
    if (row >= 0) moods_of_row[row].insert(record.mood);
  }
  SongMoods moods = collect_moods(moods_of_row);
  moods.num_annotated = joiner.num_annotated();
  joiner.describe(counts);
  counts["songs"] = moods.rows.size();
  counts["without_values"] = num_without_values;
  counts["contradicting"] = moods_of_row.size() - moods.rows.size();
  return moods;
}

}  // namespace affekt
