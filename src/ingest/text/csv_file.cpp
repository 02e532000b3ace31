#include "ingest/text/csv_file.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/affix.h"
#include "core/text/text.h"

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

/// UTF-16 has its own byte order marks; without one, every second byte of plain letters is 0.
bool is_utf16(std::string_view text) {
  if (begins_with(text, "\xFF\xFE") || begins_with(text, "\xFE\xFF")) return true;
  const auto num_zeros = static_cast<size_t>(std::count(text.begin(), text.end(), '\0'));
  return text.size() >= 4 && num_zeros * 3 >= text.size() && num_zeros * 3 <= text.size() * 2;
}

/// A control character that no text file has.
bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && (c < '\t' || c > '\r') && byte != 0x1A;  // 1A: the end of text of old DOS programs
}

/// How often the header has the mark outside of quotes.
int64_t count_marks(std::string_view header, char mark) {
  int64_t count = 0;
  bool in_quotes = false;
  for (const char c : header) {
    if (c == '"') in_quotes = !in_quotes;
    if (c == mark && !in_quotes) ++count;
  }
  return count;
}

/// "" or the separator that stands in the header instead of commas, in words.
std::string find_other_separator(std::string_view header) {
  struct Separator {
    char mark;
    const char* name;
  };
  constexpr std::array<Separator, 3> kSeparators = {{{';', "semicolons"}, {'\t', "tabs"}, {'|', "bars |"}}};
  const int64_t num_commas = count_marks(header, ',');
  for (const Separator& separator : kSeparators)
    if (count_marks(header, separator.mark) > num_commas) return separator.name;
  return "";
}

}  // namespace

std::string find_csv_fault(std::string_view text) {
  constexpr size_t kLookedAt = size_t{1} << 16;
  const std::string_view beginning = text.substr(0, kLookedAt);
  const std::string pointer = explain_lfs_pointer(beginning);
  if (!pointer.empty()) return "is " + pointer;
  if (is_utf16(beginning)) return "is UTF-16 text; save it as UTF-8";
  const auto odd = std::find_if(beginning.begin(), beginning.end(), is_binary);
  if (odd != beginning.end()) {
    const auto num_odd = std::count_if(beginning.begin(), beginning.end(), is_binary);
    if (*odd == '\0' || 100 * num_odd > static_cast<std::ptrdiff_t>(beginning.size()))
      return "is no text file; comma-separated text (CSV, UTF-8) expected";
    return fmt::format("line {}: holds the control character 0x{:02X}; remove such characters",
                       1 + std::count(beginning.begin(), odd, '\n'), static_cast<unsigned char>(*odd));
  }
  const bool has_bare_return = beginning.find('\r') != std::string_view::npos;
  if (has_bare_return && text.find('\n') == std::string_view::npos)
    return "its lines end in a carriage return alone, as on old Macintoshes; save it with line feeds (LF or "
           "CR LF)";
  CsvScanner scanner(beginning);
  CsvSlice header;
  const std::string separator = scanner.next(header) ? find_other_separator(header.text) : "";
  if (!separator.empty())
    return fmt::format("line {}: the columns seem to be separated by {}; save it with commas", header.line,
                       separator);
  return "";
}

CsvFile::CsvFile(const fs::path& path) : mapped_(path), name_(to_valid_utf8(path.filename().string())) {
  const std::string what = find_csv_fault(mapped_.text());
  if (!what.empty()) throw DataError(path.string() + ": " + what);
  CsvScanner scanner(mapped_.text());
  if (scanner.next(header_slice_)) {
    header_ = split_header(header_slice_.text);
    const std::string_view text = mapped_.text();
    records_.reserve(static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
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
  return name_ + ":" + std::to_string(line(record));
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

void CsvFile::refuse_if_cut_short() const {
  if (records_.empty() || mapped_.text().back() == '\n') return;
  const CsvSlice& last = records_.back();
  std::vector<std::string_view> fields;
  split_csv_record(last.text, fields);
  if (fields.size() < header_.size())
    throw DataError(fmt::format(
        "{}:{}: cut short: the last line has {} of {} fields, and no line end; get the file again", name_,
        last.line, fields.size(), header_.size()));
}

void CsvFile::for_each_record(const std::string& unit, const TakeRecord& take) const {
  const int64_t num_blocks = (num_records() + kRecordsPerBlock - 1) / kRecordsPerBlock;
  ProgressBar progress("Reading " + name_, std::max<int64_t>(num_records(), 1), unit);
  parallel_for(num_blocks, thread_count(), [&](int64_t block) {
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
