#include "ingest/sources/songs/song_catalogue_source.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/count_text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// A record of the file. Its values are apart, in one array for all.
struct Record {
  std::string id, artist, title, fault;
  std::string name_key;  // equal for equal artist and title; empty: unnamed
  int64_t num_repaired = 0;
};

struct Records {
  std::vector<Record> rows;       // [R]
  std::vector<float> values;      // [R, D]
  std::vector<CellState> states;  // [R, D]
};

std::string read_text_field(std::string_view field, int64_t& num_repaired) {
  const std::string text = unquote_csv_field(field);
  return repair_utf8(trim_csv_field(text), num_repaired);
}

std::string make_name_key(const Record& record) {
  const std::string artist = fold_text(record.artist), title = fold_text(record.title);
  return artist.empty() || title.empty() ? "" : artist + '\n' + title;
}

/// @param values, states  [D], filled in
void read_record(const std::vector<std::string_view>& fields, const SongColumns& columns, Record& record,
                 float* values, CellState* states) {
  const std::string id = unquote_csv_field(fields[columns.id]);
  record.id = repair_utf8(strip_spotify_prefix(trim_csv_field(id)), record.num_repaired);
  if (record.id.empty()) {
    record.fault = "a song's id expected, an empty field got";
    return;
  }
  if (columns.artist) {
    record.artist = join_python_list(read_text_field(fields[*columns.artist], record.num_repaired));
  }
  if (columns.title) record.title = read_text_field(fields[*columns.title], record.num_repaired);
  record.name_key = make_name_key(record);
  for (size_t d = 0; d < columns.columns.size(); ++d) {
    const SongFeature& feature = song_features()[columns.features[d]];
    const std::string_view field = fields[columns.columns[d]];
    states[d] = parse_song_value(field, feature, values[d]);
    if (states[d] == CellState::kNoNumber) {
      record.fault = fmt::format("{}: a number expected, '{}' got", feature.name, show_field(field));
      return;
    }
  }
}

Records read_records(const CsvFile& file, const SongColumns& columns) {
  const auto count = static_cast<size_t>(file.num_records());
  const size_t num_columns = columns.columns.size();
  Records records;
  records.rows.resize(count);
  records.values.resize(count * num_columns);
  records.states.resize(count * num_columns);
  file.for_each_record(
      "songs", [&](int64_t index, const std::vector<std::string_view>& fields, const std::string& fault) {
        const auto i = static_cast<size_t>(index);
        Record& record = records.rows[i];
        record.fault = fault;
        if (fault.empty()) {
          read_record(fields, columns, record, records.values.data() + i * num_columns,
                      records.states.data() + i * num_columns);
        }
      });
  return records;
}

/// Counts of one column, by CellState.
using StateCounts = std::array<int64_t, 4>;

/// Takes the records one after the other, and keeps the first of equal ones.
class CatalogueBuilder {
 public:
  CatalogueBuilder(const CsvFile& file, const SongColumns& columns, Records records, double max_speechiness)
      : file_(file),
        num_columns_(columns.columns.size()),
        max_speechiness_(max_speechiness),
        records_(std::move(records)),
        state_counts_(num_columns_) {
    for (const size_t feature : columns.features) {
      result_.songs.columns.emplace_back(song_features()[feature].name);
    }
    const auto& names = result_.songs.columns;
    const auto found = std::find(names.begin(), names.end(), "speechiness");
    if (found != names.end()) speechiness_ = static_cast<size_t>(found - names.begin());
    if (max_speechiness < 1 && !speechiness_)
      throw DataError(
          fmt::format("{}: data.songs.max_speechiness = {} needs a column of speechiness, which "
                      "this catalogue has not; set it to 1 to keep every song",
                      file.name(), max_speechiness));
  }

  RawCatalogue build() {
    const size_t num_records = records_.rows.size();
    result_.row_of_id.reserve(num_records);
    record_of_id_.reserve(num_records);
    row_of_name_.reserve(num_records);
    result_.songs.values.reserve(num_records * num_columns_);
    for (size_t i = 0; i < records_.rows.size(); ++i) add(i);
    result_.songs.num_songs = static_cast<int64_t>(result_.songs.ids.size());
    return std::move(result_);
  }

  void describe(const SongColumns& columns, nlohmann::json& counts) const {
    counts["rows"] = records_.rows.size();
    counts["songs"] = record_of_row_.size();
    counts["repeated_id"] = num_repeated_ids_;
    counts["repeated_id_with_other_features"] = num_contradicting_ids_;
    counts["repeated_artist_and_title"] = num_repeated_names_;
    counts["spoken"] = num_spoken_;
    counts["max_speechiness"] = max_speechiness_;
    counts["unnamed"] = num_unnamed_;
    counts["bytes_not_utf8"] = num_repaired_;
    for (size_t d = 0; d < num_columns_; ++d) {
      const StateCounts& states = state_counts_[d];
      const auto count_of = [&](CellState state) { return states.at(static_cast<size_t>(state)); };
      counts["columns"][song_features()[columns.features[d]].name] = {
          {"source", file_.header()[columns.columns[d]]},
          {"empty", count_of(CellState::kEmpty)},
          {"not_detected", count_of(CellState::kUnknown)},
          {"out_of_range", count_of(CellState::kOutOfRange)}};
    }
    counts["repeated_id_example"] = contradiction_;
  }

 private:
  void add(size_t i) {
    Record& record = records_.rows[i];
    if (!record.fault.empty()) {
      result_.bad.push_back({file_.source_id(static_cast<int64_t>(i)), record.fault});
      return;
    }
    const auto [first, is_new_id] = record_of_id_.emplace(record.id, i);
    if (!is_new_id) {
      note_repeated_id(i, first->second);
      return;
    }
    if (speechiness_ &&
        values_of(i)[*speechiness_] > static_cast<float>(max_speechiness_)) {  // unknown (NaN) is not
      ++num_spoken_;
      return;
    }
    const auto row = static_cast<int64_t>(record_of_row_.size());
    if (record.name_key.empty()) {
      ++num_unnamed_;
    } else {
      const auto [same_name, is_new_name] = row_of_name_.emplace(std::move(record.name_key), row);
      if (!is_new_name) {
        ++num_repeated_names_;
        result_.row_of_id.emplace(record.id, same_name->second);
        return;
      }
    }
    result_.row_of_id.emplace(record.id, row);
    keep(i);
  }

  void note_repeated_id(size_t i, size_t first) {
    ++num_repeated_ids_;
    if (std::memcmp(values_of(i), values_of(first), num_columns_ * sizeof(float)) == 0) return;
    if (num_contradicting_ids_++ > 0) return;
    contradiction_ = fmt::format("{} and {}", file_.source_id(static_cast<int64_t>(first)),
                                 file_.source_id(static_cast<int64_t>(i)));
  }

  void keep(size_t i) {
    Record& record = records_.rows[i];
    SongTable& songs = result_.songs;
    songs.ids.push_back(record.id);
    songs.artists.push_back(std::move(record.artist));
    songs.titles.push_back(std::move(record.title));
    songs.values.insert(songs.values.end(), values_of(i), values_of(i) + num_columns_);
    for (size_t d = 0; d < num_columns_; ++d) {
      ++state_counts_[d].at(static_cast<size_t>(records_.states[i * num_columns_ + d]));
    }
    num_repaired_ += record.num_repaired;
    record_of_row_.push_back(i);
  }

  const float* values_of(size_t i) const { return records_.values.data() + i * num_columns_; }

  const CsvFile& file_;
  size_t num_columns_;
  double max_speechiness_;
  std::optional<size_t> speechiness_;  // its column
  Records records_;
  RawCatalogue result_;
  std::vector<StateCounts> state_counts_;  // [D]
  std::vector<size_t> record_of_row_;      // [N]
  std::unordered_map<std::string, size_t> record_of_id_;
  std::unordered_map<std::string, int64_t> row_of_name_;
  int64_t num_repeated_ids_ = 0, num_contradicting_ids_ = 0, num_repeated_names_ = 0, num_unnamed_ = 0,
          num_repaired_ = 0, num_spoken_ = 0;
  std::string contradiction_;
};

/// Names of the header that nothing was taken from.
nlohmann::json list_left_out(const std::vector<std::string>& header, const SongColumns& columns) {
  nlohmann::json left_out = nlohmann::json::array();
  for (size_t i = 0; i < header.size(); ++i) {
    const bool is_taken =
        i == columns.id || columns.artist == i || columns.title == i ||
        std::find(columns.columns.begin(), columns.columns.end(), i) != columns.columns.end();
    int64_t ignored = 0;
    if (!is_taken) left_out.push_back(repair_utf8(header[i], ignored));
  }
  return left_out;
}

}  // namespace

RawCatalogue read_song_csv(const fs::path& path, double max_speechiness) {
  const CsvFile file(path);
  const SongColumns columns =
      find_song_columns(file.header(), fmt::format("{}:{}", path.string(), file.header_slice().line));
  CatalogueBuilder builder(file, columns, read_records(file, columns), max_speechiness);
  RawCatalogue catalogue = builder.build();
  nlohmann::json& counts = catalogue.counts;
  counts["file"] = file.name();
  counts["bad"] = catalogue.bad.size();
  counts["columns_left_out"] = list_left_out(file.header(), columns);
  builder.describe(columns, counts);
  return catalogue;
}

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
  add_if_any("bytes_not_utf8", "byte", " of artists and titles replaced: not UTF-8");
  add_if_any("repeated_id_with_other_features", "record",
             " with an id again, but other features; the first is kept (" +
                 counts.at("repeated_id_example").get<std::string>() + ")");
  for (const auto& [name, column] : counts.at("columns").items()) {
    const auto empty = column.at("empty").get<int64_t>(),
               not_detected = column.at("not_detected").get<int64_t>(),
               out_of_range = column.at("out_of_range").get<int64_t>();
    if (empty + not_detected + out_of_range == 0) continue;
    lines.push_back(fmt::format("{} is unknown: {} empty, {} not detected by Spotify, {} out of range", name,
                                format_count(empty), format_count(not_detected), format_count(out_of_range)));
  }
  return lines;
}

}  // namespace affekt
