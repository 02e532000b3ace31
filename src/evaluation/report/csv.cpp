#include "evaluation/report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace affekt {

std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where) {
  std::vector<CsvRecord> records;
  std::vector<std::string_view> fields;
  CsvScanner scanner(text);
  for (CsvSlice slice; scanner.next(slice);) {
    const std::string fault = split_csv_record(slice.text, fields);
    if (!fault.empty())
      throw ArtifactError(fmt::format("{}:{}: {}, expected a comma or a line end", where, slice.line, fault));
    CsvRecord record{slice.line, {}};
    for (const std::string_view field : fields) record.fields.push_back(unquote_csv_field(field));
    records.push_back(std::move(record));
  }
  if (scanner.open_quote_line() > 0)
    throw ArtifactError(
        fmt::format("{}:{}: a quoted field that is never closed", where, scanner.open_quote_line()));
  return records;
}

ReportCsv::ReportCsv(std::string_view text, std::string where) : where_(std::move(where)) {
  rows_ = parse_csv(text, where_);
  if (rows_.empty()) return;
  columns_ = std::move(rows_.front().fields);
  rows_.erase(rows_.begin());
  for (const CsvRecord& row : rows_)
    if (row.fields.size() != columns_.size())
      fail_line(row.line, fmt::format("{} fields, expected {}", row.fields.size(), columns_.size()));
}

int32_t ReportCsv::class_index(size_t row, size_t column, const std::vector<std::string>& class_names) const {
  const auto found = std::find(class_names.begin(), class_names.end(), text(row, column));
  if (found == class_names.end())
    fail_cell(row, column, fmt::format("which is none of the classes {}", fmt::join(class_names, ", ")));
  return static_cast<int32_t>(found - class_names.begin());
}

void ReportCsv::fail_cell(size_t row, size_t column, const std::string& what) const {
  fail(row, fmt::format("{} is '{}', {}", columns_[column], text(row, column), what));
}

void ReportCsv::fail_line(int64_t line, const std::string& what) const {
  throw ArtifactError(fmt::format("{}:{}: {}", where_, line, what));
}

}  // namespace affekt
