#include "evaluation/csv.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {
namespace {

/// One pass over the text; `position_` is always at the next unread character.
class CsvParser {
 public:
  CsvParser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  std::vector<CsvRecord> parse() {
    std::vector<CsvRecord> records;
    while (position_ < text_.size()) {
      CsvRecord record = parse_record();
      const bool empty_line = record.fields.size() == 1 && record.fields[0].empty();
      if (!empty_line) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool at(char c) const { return position_ < text_.size() && text_[position_] == c; }

  bool at_line_end() const {
    return position_ >= text_.size() || at('\n') ||
           (at('\r') && (position_ + 1 == text_.size() || text_[position_ + 1] == '\n'));
  }

  CsvRecord parse_record() {
    CsvRecord record;
    record.line = line_;
    for (;;) {
      record.fields.push_back(at('"') ? parse_quoted() : parse_plain());
      if (!at(',')) break;
      ++position_;
    }
    if (at('\r')) ++position_;
    if (at('\n')) ++position_;
    ++line_;
    return record;
  }

  std::string parse_plain() {
    const size_t begin = position_;
    while (!at_line_end() && !at(',')) ++position_;
    return std::string(text_.substr(begin, position_ - begin));
  }

  std::string parse_quoted() {
    const int64_t first_line = line_;
    std::string field;
    for (++position_; position_ < text_.size(); ++position_) {
      if (at('\n')) ++line_;
      if (!at('"')) {
        field += text_[position_];
        continue;
      }
      ++position_;
      if (at('"')) {  // a doubled quote stands for one
        field += '"';
        continue;
      }
      if (at(',') || at_line_end()) return field;
      throw ArtifactError(
          fmt::format("{}:{}: text behind a closing quote, expected a comma or a line end", where_, line_));
    }
    throw ArtifactError(fmt::format("{}:{}: a quoted field that is never closed", where_, first_line));
  }

  std::string_view text_;
  const std::string& where_;
  size_t position_ = 0;
  int64_t line_ = 1;
};

}  // namespace

std::string quote_csv_field(std::string_view field) {
  const bool has_blank_end = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!has_blank_end && field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where) {
  return CsvParser(text, where).parse();
}

}  // namespace affekt
