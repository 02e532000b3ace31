#include "ingest/sources/songs/song_records.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "core/text/text.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

constexpr int64_t kEnoughAbove = 5;  // fewer shares above 1 are mistakes of the source

std::string read_text_field(std::string_view field, int64_t& num_written_out) {
  const std::string text = unquote_csv_field(field);
  return to_valid_utf8(trim_csv_field(text), &num_written_out);
}

std::string make_name_key(const SongRecord& record) {
  const std::string artist = fold_text(record.artist), title = fold_text(record.title);
  return artist.empty() || title.empty() ? "" : artist + '\n' + title;
}

class RecordReader {
 public:
  RecordReader(const CsvFile& file, const SongColumns& columns)
      : file_(file),
        columns_(columns),
        num_columns_(columns.columns.size()),
        has_percent_sign_(new std::atomic<bool>[num_columns_]) {
    for (size_t d = 0; d < num_columns_; ++d)
      has_percent_sign_[d] = file.header()[columns.columns[d]].find('%') != std::string::npos;
  }

  SongRecords read() {
    const auto count = static_cast<size_t>(file_.num_records());
    records_.rows.resize(count);
    records_.values.resize(count * num_columns_);
    records_.states.resize(count * num_columns_);
    file_.for_each_record(
        "songs", [&](int64_t index, const std::vector<std::string_view>& fields, const std::string& fault) {
          if (fault.empty()) {
            read_record(index, fields);
          } else {
            records_.rows[static_cast<size_t>(index)].fault = fault;
          }
        });
    find_percentages();
    settle_values();
    return std::move(records_);
  }

 private:
  const SongFeature& feature(size_t d) const { return song_features()[columns_.features[d]]; }

  void read_record(int64_t index, const std::vector<std::string_view>& fields) {
    SongRecord& record = records_.rows[static_cast<size_t>(index)];
    if (columns_.id) {
      const std::string id = unquote_csv_field(fields[*columns_.id]);
      record.id = to_valid_utf8(strip_spotify_prefix(trim_csv_field(id)), &record.num_written_out);
    } else {
      record.id = fmt::format("line-{}", file_.line(index));
    }
    if (record.id.empty()) {
      record.fault = "a song's id expected, an empty field got";
      return;
    }
    if (columns_.artist) {
      record.artist = join_python_list(read_text_field(fields[*columns_.artist], record.num_written_out));
    }
    if (columns_.title) record.title = read_text_field(fields[*columns_.title], record.num_written_out);
    record.name_key = make_name_key(record);
    for (size_t d = 0; d < num_columns_; ++d) read_cell(fields[columns_.columns[d]], index, d);
  }

  /// A share out of its range keeps its number until it is known whether the column is in percent.
  void read_cell(std::string_view field, int64_t index, size_t d) {
    const size_t cell = static_cast<size_t>(index) * num_columns_ + d;
    float& value = records_.values[cell];
    CellState& state = records_.states[cell];
    state = parse_song_value(field, feature(d), value);
    double number = 0;
    if (feature(d).is_share() && state == CellState::kOutOfRange) {
      parse_number(field, number);
      value = static_cast<float>(number);
    }
    if (state != CellState::kNoNumber) return;
    std::string_view text = trim_csv_field(trim_csv_field(field));
    if (feature(d).is_share() && text.back() == '%') {
      text.remove_suffix(1);
      if (parse_number(text, number) == CellState::kKnown) {
        has_percent_sign_[d] = true;
        value = static_cast<float>(number);
        state = CellState::kOutOfRange;
        return;
      }
    }
    records_.rows[static_cast<size_t>(index)].unreadable.push_back({d, show_field(field)});
  }

  void find_percentages() {
    std::vector<bool>& is_percent = records_.is_percent;
    is_percent.assign(num_columns_, false);
    std::vector<int64_t> num_above(num_columns_, 0), num_between(num_columns_, 0);
    for (size_t cell = 0; cell < records_.values.size(); ++cell) {
      const float value = records_.values[cell];
      num_above[cell % num_columns_] += value > 1 && value <= 100 ? 1 : 0;
      num_between[cell % num_columns_] += value > 0 && value <= 1 ? 1 : 0;
    }
    // Features such as instrumentalness are below 1 % for most songs: the other columns tell what they are
    // in.
    for (const int64_t tolerated : {1, 10}) {
      if (tolerated > 1 && std::count(is_percent.begin(), is_percent.end(), true) == 0) return;
      for (size_t d = 0; d < num_columns_; ++d) {
        const bool by_values = num_above[d] >= kEnoughAbove && tolerated * num_above[d] > num_between[d];
        is_percent[d] = feature(d).is_share() && (is_percent[d] || has_percent_sign_[d] || by_values);
      }
    }
  }

  void settle_values() {
    for (size_t cell = 0; cell < records_.values.size(); ++cell) {
      float& value = records_.values[cell];
      CellState& state = records_.states[cell];
      const bool has_number = state == CellState::kKnown || state == CellState::kOutOfRange;
      if (has_number && records_.is_percent[cell % num_columns_]) {
        state = value >= 0 && value <= 100 ? CellState::kKnown : CellState::kOutOfRange;
        value = static_cast<float>(static_cast<double>(value) / 100);
      }
      if (state != CellState::kKnown) value = std::numeric_limits<float>::quiet_NaN();
    }
  }

  const CsvFile& file_;
  const SongColumns& columns_;
  size_t num_columns_;
  std::unique_ptr<std::atomic<bool>[]> has_percent_sign_;  // [D]
  SongRecords records_;
};

}  // namespace

SongRecords read_song_records(const CsvFile& file, const SongColumns& columns) {
  return RecordReader(file, columns).read();
}

}  // namespace affekt
