#include "ingest/sources/songs/song_catalogue_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_records.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// Counts of one column, by CellState.
using StateCounts = std::array<int64_t, 5>;

/// Takes the records one after the other, and keeps the first of equal ones.
class CatalogueBuilder {
 public:
  CatalogueBuilder(const CsvFile& file, const SongColumns& columns, SongRecords records,
                   double max_speechiness)
      : file_(file),
        num_columns_(columns.columns.size()),
        max_speechiness_(max_speechiness),
        records_(std::move(records)),
        state_counts_(num_columns_),
        unreadable_(num_columns_) {
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
    counts["bytes_not_utf8"] = num_written_out_;
    for (size_t d = 0; d < num_columns_; ++d) {
      const StateCounts& states = state_counts_[d];
      const auto count_of = [&](CellState state) { return states.at(static_cast<size_t>(state)); };
      const SongFeature& feature = song_features()[columns.features[d]];
      nlohmann::json& column = counts["columns"][feature.name];
      column = {{"source", file_.header()[columns.columns[d]]},
                {"empty", count_of(CellState::kEmpty)},
                {"not_detected", count_of(CellState::kUnknown)},
                {"out_of_range", count_of(CellState::kOutOfRange)},
                {"unreadable", count_of(CellState::kNoNumber)}};
      if (records_.is_percent[d]) column["unit"] = "percent";
      if (!unreadable_[d].empty()) column["unreadable_text"] = describe_unreadable(d, feature);
    }
    counts["repeated_id_example"] = contradiction_;
  }

 private:
  void add(size_t i) {
    SongRecord& record = records_.rows[i];
    if (record.fault.empty()) record.fault = find_speech_fault(record);
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

  /// max_speechiness can't be asked of it. "": it can.
  std::string find_speech_fault(const SongRecord& record) const {
    for (const UnreadableCell& cell : record.unreadable)
      if (max_speechiness_ < 1 && cell.column == speechiness_)
        return fmt::format("speechiness: a number expected, '{}' got", cell.text);
    return "";
  }

  std::string describe_unreadable(size_t d, const SongFeature& feature) const {
    const int64_t count = state_counts_[d].at(static_cast<size_t>(CellState::kNoNumber)),
                  num_shown = static_cast<int64_t>(unreadable_[d].size());
    return fmt::format("{}: {} expected, got {}{}", feature.name, feature.expected,
                       fmt::join(unreadable_[d], ", "),
                       count > num_shown ? fmt::format(" and {} more", format_count(count - num_shown)) : "");
  }

  void note_repeated_id(size_t i, size_t first) {
    ++num_repeated_ids_;
    if (std::memcmp(values_of(i), values_of(first), num_columns_ * sizeof(float)) == 0) return;
    if (num_contradicting_ids_++ > 0) return;
    contradiction_ = fmt::format("{} and {}", file_.source_id(static_cast<int64_t>(first)),
                                 file_.source_id(static_cast<int64_t>(i)));
  }

  void keep(size_t i) {
    SongRecord& record = records_.rows[i];
    SongTable& songs = result_.songs;
    songs.ids.push_back(record.id);
    songs.artists.push_back(std::move(record.artist));
    songs.titles.push_back(std::move(record.title));
    songs.values.insert(songs.values.end(), values_of(i), values_of(i) + num_columns_);
    for (size_t d = 0; d < num_columns_; ++d) {
      ++state_counts_[d].at(static_cast<size_t>(records_.states[i * num_columns_ + d]));
    }
    constexpr size_t kMostShown = 3;
    for (const UnreadableCell& cell : record.unreadable) {
      std::vector<std::string>& shown = unreadable_[cell.column];
      if (shown.size() < kMostShown)
        shown.push_back(fmt::format("'{}' ({})", cell.text, file_.source_id(static_cast<int64_t>(i))));
    }
    num_written_out_ += record.num_written_out;
    record_of_row_.push_back(i);
  }

  const float* values_of(size_t i) const { return records_.values.data() + i * num_columns_; }

  const CsvFile& file_;
  size_t num_columns_;
  double max_speechiness_;
  std::optional<size_t> speechiness_;  // its column
  SongRecords records_;
  RawCatalogue result_;
  std::vector<StateCounts> state_counts_;             // [D]
  std::vector<std::vector<std::string>> unreadable_;  // [D], the first of each column
  std::vector<size_t> record_of_row_;                 // [N]
  std::unordered_map<std::string, size_t> record_of_id_;
  std::unordered_map<std::string, int64_t> row_of_name_;
  int64_t num_repeated_ids_ = 0, num_contradicting_ids_ = 0, num_repeated_names_ = 0, num_unnamed_ = 0,
          num_written_out_ = 0, num_spoken_ = 0;
  std::string contradiction_;
};

/// Names of the header that nothing was taken from.
nlohmann::json list_left_out(const std::vector<std::string>& header, const SongColumns& columns) {
  nlohmann::json left_out = nlohmann::json::array();
  for (size_t i = 0; i < header.size(); ++i) {
    const bool is_taken =
        i == columns.id || columns.artist == i || columns.title == i ||
        std::find(columns.columns.begin(), columns.columns.end(), i) != columns.columns.end();
    if (!is_taken) left_out.push_back(to_valid_utf8(header[i]));
  }
  return left_out;
}

/// Songs without a key, if the catalogue looks like one that left the key C, whose number is 0, empty: it has
/// all the other keys. Else 0.
int64_t count_missing_c(const SongTable& songs, const nlohmann::json& columns) {
  if (!columns.contains("key")) return 0;
  std::set<float> keys;
  for (int64_t row = 0; row < songs.num_songs; ++row) {
    const float key = songs.values[static_cast<size_t>(row * songs.num_columns() + songs.column("key"))];
    if (!std::isnan(key)) keys.insert(key);
  }
  constexpr size_t kOtherKeys = 11;
  return keys.size() == kOtherKeys && keys.count(0) == 0 ? columns["key"]["empty"].get<int64_t>() : 0;
}

}  // namespace

RawCatalogue read_song_csv(const fs::path& path, double max_speechiness) {
  const CsvFile file(path);
  const SongColumns columns =
      find_song_columns(file.header(), fmt::format("{}:{}", path.string(), file.header_slice().line));
  CatalogueBuilder builder(file, columns, read_song_records(file, columns), max_speechiness);
  RawCatalogue catalogue = builder.build();
  nlohmann::json& counts = catalogue.counts;
  counts["file"] = file.name();
  counts["bad"] = catalogue.bad.size();
  counts["columns_left_out"] = list_left_out(file.header(), columns);
  counts["has_ids"] = columns.id.has_value();
  builder.describe(columns, counts);
  counts["key_c_missing"] = count_missing_c(catalogue.songs, counts["columns"]);
  return catalogue;
}

}  // namespace affekt
