// The CSV files that affekt wrote itself, read back whole; see core/csv.h.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/csv.h"

namespace affekt {

struct CsvRecord {
  int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
};

/// All records; "\n" and "\r\n" both end one. Blank lines are left out.
/// @param where  stands for the file in errors
/// @throws ArtifactError naming the line: a quote that is never closed, or text behind a closing quote
std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where);

/// A CSV file with a line of column names. What can't be read as asked for throws an ArtifactError that names
/// file and line.
class ReportCsv {
 public:
  /// @throws ArtifactError as parse_csv, and for a row with more or fewer fields than there are columns
  ReportCsv(std::string_view text, std::string where);

  const std::vector<std::string>& columns() const { return columns_; }  // empty for an empty text
  size_t num_rows() const { return rows_.size(); }
  const std::string& text(size_t row, size_t column) const { return rows_[row].fields[column]; }
  template <class T>
  T number(size_t row, size_t column) const {
    const std::string& field = text(row, column);
    T value = 0;
    const char* end = field.data() + field.size();
    const auto result = std::from_chars(field.data(), end, value);  // "nan" and "inf" are numbers to it
    if (result.ec != std::errc() || result.ptr != end) fail_cell(row, column, "expected a number");
    return value;
  }
  /// The index of the class of that name.
  int32_t class_index(size_t row, size_t column, const std::vector<std::string>& class_names) const;
  [[noreturn]] void fail(size_t row, const std::string& what) const { fail_line(rows_[row].line, what); }
  /// "<column> is '<text>', <what>"
  [[noreturn]] void fail_cell(size_t row, size_t column, const std::string& what) const;
  [[noreturn]] void fail_columns(const std::string& what) const { fail_line(1, what); }

 private:
  [[noreturn]] void fail_line(int64_t line, const std::string& what) const;
  std::string where_;
  std::vector<std::string> columns_;
  std::vector<CsvRecord> rows_;
};

}  // namespace affekt
