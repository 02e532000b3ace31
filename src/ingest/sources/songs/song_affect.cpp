#include "ingest/sources/songs/song_affect.h"

#include <array>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_joiner.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNumValues = 5;
using Values = std::array<double, kNumValues>;  // of one record or song, NaN: unknown

struct ValueColumn {
  const char* name;  // in messages
  std::vector<const char*> aliases;
  double minimum, maximum;
  std::vector<float> SongAffect::*values;
};

const std::array<ValueColumn, kNumValues>& value_columns() {
  static const std::array<ValueColumn, kNumValues> columns = {{
      {"deezer_valence", {"deezervalence"}, -10, 10, &SongAffect::deezer_valence},
      {"deezer_arousal", {"deezerarousal"}, -10, 10, &SongAffect::deezer_arousal},
      {"valence_warriner", {"valencewarriner", "valencetags"}, 1, 9, &SongAffect::tag_valence},
      {"arousal_warriner", {"arousalwarriner", "arousaltags"}, 1, 9, &SongAffect::tag_arousal},
      {"dominance_warriner", {"dominancewarriner", "dominancetags"}, 1, 9, &SongAffect::tag_dominance},
  }};
  return columns;
}

using ColumnOfValue = std::array<std::optional<size_t>, kNumValues>;

ColumnOfValue find_value_columns(const ColumnFinder& finder) {
  ColumnOfValue columns;
  std::vector<const char*> all_aliases;
  for (size_t v = 0; v < kNumValues; ++v) {
    const auto& aliases = value_columns().at(v).aliases;
    columns.at(v) = finder.find(aliases);
    all_aliases.insert(all_aliases.end(), aliases.begin(), aliases.end());
  }
  finder.require(all_aliases,
                 "a column deezer_valence, deezer_arousal, valence_warriner, arousal_warriner or "
                 "dominance_warriner");
  return columns;
}

struct AffectRecord {
  std::string id, fault;
  Values values{};
  int64_t num_out_of_range = 0;
  bool has_value = false;
};

AffectRecord read_affect_record(const std::vector<std::string_view>& fields, size_t id_column,
                                const ColumnOfValue& columns) {
  AffectRecord record;
  record.id = read_annotation_id(fields[id_column]);
  record.values.fill(std::numeric_limits<double>::quiet_NaN());
  for (size_t v = 0; v < kNumValues; ++v) {
    if (!columns.at(v)) continue;
    const ValueColumn& column = value_columns().at(v);
    double value = 0;
    const CellState state = parse_number(fields[*columns.at(v)], value);
    if (state == CellState::kNoNumber) {
      record.fault =
          fmt::format("{}: a number expected, '{}' got", column.name, show_field(fields[*columns.at(v)]));
      return record;
    }
    if (state != CellState::kKnown) continue;
    if (value < column.minimum || value > column.maximum) {
      ++record.num_out_of_range;
      continue;
    }
    record.values.at(v) = value;
    record.has_value = true;
  }
  return record;
}

/// The mean of the known annotations of each song.
class MeanOfSong {
 public:
  void add(const Values& values) {
    for (size_t v = 0; v < kNumValues; ++v) {
      if (std::isnan(values.at(v))) continue;
      sums_.at(v) += values.at(v);
      ++counts_.at(v);
    }
  }
  float mean(size_t v) const {
    if (counts_.at(v) == 0) return std::numeric_limits<float>::quiet_NaN();
    return static_cast<float>(sums_.at(v) / static_cast<double>(counts_.at(v)));
  }

 private:
  Values sums_{};
  std::array<int64_t, kNumValues> counts_{};
};

std::vector<AffectRecord> read_affect_records(const CsvFile& file, const fs::path& path) {
  const ColumnFinder finder(file.header(), fmt::format("{}:{}", path.string(), file.header_slice().line));
  const size_t id_column = find_annotation_id(finder);
  const ColumnOfValue columns = find_value_columns(finder);
  std::vector<AffectRecord> records(static_cast<size_t>(file.num_records()));
  file.for_each_record("songs",
                       [&](int64_t i, const std::vector<std::string_view>& fields, const std::string& fault) {
                         AffectRecord& record = records[static_cast<size_t>(i)];
                         if (fault.empty()) {
                           record = read_affect_record(fields, id_column, columns);
                         } else {
                           record.fault = fault;
                         }
                       });
  return records;
}

}  // namespace

SongAffect read_song_affect(const fs::path& path, const RowOfId& row_of_id, std::vector<BadSample>& bad,
                            nlohmann::json& counts) {
  const CsvFile file(path);
  const std::vector<AffectRecord> records = read_affect_records(file, path);
  take_faults(file, records, bad, counts);
  SongJoiner joiner(row_of_id);
  std::map<int64_t, MeanOfSong> means;  // by row
  int64_t num_without_values = 0, num_out_of_range = 0;
  for (const AffectRecord& record : records) {
    if (!record.fault.empty()) continue;
    num_out_of_range += record.num_out_of_range;
    if (!record.has_value) {
      ++num_without_values;
      continue;
    }
    const int64_t row = joiner.join(record.id);
    if (row >= 0) means[row].add(record.values);
  }
  SongAffect affect;
  affect.num_annotated = joiner.num_annotated();
  for (const auto& [row, mean] : means) {
    affect.rows.push_back(row);
    for (size_t v = 0; v < kNumValues; ++v) (affect.*value_columns().at(v).values).push_back(mean.mean(v));
  }
  joiner.describe(counts);
  counts["songs"] = affect.rows.size();
  counts["without_values"] = num_without_values;
  counts["out_of_range"] = num_out_of_range;
  return affect;
}

}  // namespace affekt
