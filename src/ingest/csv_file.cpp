#include "ingest/csv_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "core/threads.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kRecordsPerBlock = 64;

std::vector<std::string> split_header(std::string_view text) {
  std::vector<std::string_view> fields;
  split_csv_record(text, fields);
  std::vector<std::string> names;
  for (const std::string_view field : fields) {
    const std::string name = unquote_csv_field(field);
    names.emplace_back(trim_csv_field(name));
  }
  return names;
}

}  // namespace

CsvFile::CsvFile(const fs::path& path) : mapped_(path), name_(path.filename().string()) {
  CsvScanner scanner(mapped_.text());
  if (scanner.next(header_slice_)) {
    header_ = split_header(header_slice_.text);
    for (CsvSlice record; scanner.next(record);) records_.push_back(record);
  }
  if (scanner.open_quote_line() > 0) {
    throw DataError(
        fmt::format("{}:{}: a quote in this line is never closed; all behind it would be one field",
                    path.string(), scanner.open_quote_line()));
  }
  if (header_.empty()) throw DataError(path.string() + ": empty file");
}

std::string CsvFile::source_id(int64_t record) const {
  return name_ + ":" + std::to_string(records_[static_cast<size_t>(record)].line);
}

std::string CsvFile::split(int64_t record, std::vector<std::string_view>& fields) const {
  const CsvSlice& slice = records_[static_cast<size_t>(record)];
  std::string fault = split_csv_record(slice.text, fields);
  if (fault.empty() && fields.size() != header_.size()) {
    fault = fmt::format("{} fields expected, {} got", header_.size(), fields.size());
  }
  // A quote that stands astray joins lines: the user has to look there.
  const auto more_lines = std::count(slice.text.begin(), slice.text.end(), '\n');
  if (!fault.empty() && more_lines > 0) {
    fault +=
        fmt::format(" (the record goes on to line {}: is there a quote too many?)", slice.line + more_lines);
  }
  return fault;
}

void CsvFile::for_each_record(const std::string& unit, const TakeRecord& take) const {
  const int64_t num_blocks = (num_records() + kRecordsPerBlock - 1) / kRecordsPerBlock;
  ProgressBar progress("Reading " + name_, std::max<int64_t>(num_records(), 1), unit);
  parallel_for(num_blocks, count_physical_cores(), [&](int64_t block) {
    throw_if_interrupted("preparing the data");
    const int64_t begin = block * kRecordsPerBlock;
    const int64_t end = std::min(begin + kRecordsPerBlock, num_records());
    std::vector<std::string_view> fields;
    for (int64_t record = begin; record < end; ++record) {
      const std::string fault = split(record, fields);
      take(record, fields, fault);
    }
    progress.advance(end - begin);
  });
  progress.finish();
}

std::vector<std::string> read_csv_header(const fs::path& path) {
  const MappedFile mapped(path);
  CsvScanner scanner(mapped.text());
  CsvSlice record;
  return scanner.next(record) ? split_header(record.text) : std::vector<std::string>();
}

std::string_view trim_csv_field(std::string_view field) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!field.empty() && is_blank(field.front())) field.remove_prefix(1);
  while (!field.empty() && is_blank(field.back())) field.remove_suffix(1);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = field.substr(1, field.size() - 2);
  }
  return field;
}

}  // namespace affekt
