// A CSV file of the user's: its header, and its records read in parallel, with faults by line.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/mapped_file.h"
#include "core/text/csv.h"

namespace affekt {

class CsvFile {
 public:
  /// @throws DataError: can't be read, empty, no CSV (find_csv_fault), a quote that is never closed
  explicit CsvFile(const std::filesystem::path& path);

  /// "tracks_features.csv"
  const std::string& name() const { return name_; }
  /// Names of the columns, without quotes and without blanks around them.
  const std::vector<std::string>& header() const { return header_; }
  /// The header as it stands in the file, with the line it is in.
  const CsvSlice& header_slice() const { return header_slice_; }
  int64_t num_records() const { return static_cast<int64_t>(records_.size()); }
  /// Of the file, from 1.
  int64_t line(int64_t record) const { return records_[static_cast<size_t>(record)].line; }
  /// "tracks_features.csv:12"
  std::string source_id(int64_t record) const;

  /// @throws DataError: the file ends in the middle of a record, which has too few fields and no line end
  void refuse_if_cut_short() const;

  /// What to do with one record: its fields, still in their quotes, and what is wrong with them as a whole
  /// (another number of fields than in the header), or "". Called from several threads, not in order.
  using TakeRecord = std::function<void(int64_t record, const std::vector<std::string_view>& fields,
                                        const std::string& fault)>;
  /// @param unit  of the progress bar: "songs"
  void for_each_record(const std::string& unit, const TakeRecord& take) const;

 private:
  std::string split(int64_t record, std::vector<std::string_view>& fields) const;

  MappedFile mapped_;
  std::string name_;
  CsvSlice header_slice_;
  std::vector<std::string> header_;
  std::vector<CsvSlice> records_;
};

/// What keeps a text from being read as CSV, in words behind the file's name: a git-lfs pointer, UTF-16,
/// binary, lines that end
/// in a carriage return alone, another separator than the comma. "": nothing of that.
std::string find_csv_fault(std::string_view text);

/// The names of the columns alone, without reading the rest. Empty: the file has no record.
/// @throws DataError: can't be read
std::vector<std::string> read_csv_header(const std::filesystem::path& path);

/// Without blanks around it, and without one pair of quotes around the rest: for numbers and short words.
std::string_view trim_csv_field(std::string_view field);

}  // namespace affekt
