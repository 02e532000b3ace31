#include "core/text/csv.h"

#include <algorithm>

namespace affekt {
namespace {

constexpr auto kNone = std::string_view::npos;

/// @param begin  of a field that begins with a quote
/// @return the place behind its closing quote, or kNone
size_t find_end_of_quotes(std::string_view text, size_t begin) {
  size_t at = begin + 1;
  for (;;) {
    at = text.find('"', at);
    if (at == kNone) return kNone;
    if (at + 1 >= text.size() || text[at + 1] != '"') return at + 1;
    at += 2;  // a doubled quote stands for one
  }
}

/// Length of the first record, without its line end. @return kNone: a quote is never closed
size_t find_end_of_record(std::string_view text) {
  const size_t line_end = std::min(text.find('\n'), text.size());
  if (text.substr(0, line_end).find('"') == kNone) return line_end;  // nearly every record
  size_t at = 0;
  for (;;) {
    if (at < text.size() && text[at] == '"') {
      at = find_end_of_quotes(text, at);
      if (at == kNone) return kNone;
    }
    at = text.find_first_of(",\n", at);
    if (at == kNone) return text.size();
    if (text[at] == '\n') return at;
    ++at;
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == kNone;
}

/// What Excel takes as the name of the separator, and leaves out: a first line "sep=,", in quotes or not.
bool is_separator_line(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line == "sep=," || line == "Sep=," || line == "SEP=," || line == "\"sep=,\"";
}

}  // namespace

CsvScanner::CsvScanner(std::string_view text) : rest_(text) {
  if (rest_.substr(0, 3) == "\xEF\xBB\xBF") rest_.remove_prefix(3);  // the byte order mark that Excel writes
  const size_t line_end = rest_.find('\n');
  if (line_end == kNone || !is_separator_line(rest_.substr(0, line_end))) return;
  rest_.remove_prefix(line_end + 1);
  ++line_;
}

bool CsvScanner::next(CsvSlice& record) {
  while (!rest_.empty()) {
    const size_t length = find_end_of_record(rest_);
    if (length == kNone) {
      open_quote_line_ = line_;
      rest_ = {};
      return false;
    }
    record = {line_, rest_.substr(0, length)};
    rest_.remove_prefix(std::min(length + 1, rest_.size()));
    line_ += 1 + std::count(record.text.begin(), record.text.end(), '\n');
    if (!record.text.empty() && record.text.back() == '\r') record.text.remove_suffix(1);
    if (!is_blank(record.text)) return true;
  }
  return false;
}

std::string split_csv_record(std::string_view record, std::vector<std::string_view>& fields) {
  fields.clear();
  std::string fault;
  size_t begin = 0;
  for (;;) {
    size_t end = begin;
    if (begin < record.size() && record[begin] == '"') end = find_end_of_quotes(record, begin);
    const size_t comma = end == kNone ? kNone : record.find(',', end);
    const bool has_text_behind = end != begin && end != kNone && std::min(comma, record.size()) != end;
    fields.push_back(record.substr(begin, comma == kNone ? kNone : comma - begin));
    if (fault.empty() && has_text_behind) {
      fault = "text behind the closing quote of field " + std::to_string(fields.size());
    }
    if (comma == kNone) return fault;
    begin = comma + 1;
  }
}

std::string unquote_csv_field(std::string_view field) {
  if (field.size() < 2 || field.front() != '"' || field.back() != '"') return std::string(field);
  field = field.substr(1, field.size() - 2);
  std::string text;
  text.reserve(field.size());
  for (size_t i = 0; i < field.size(); ++i) {
    text += field[i];
    if (field[i] == '"') ++i;  // the second one of a pair
  }
  return text;
}

std::string quote_csv_field(std::string_view field) {
  const bool has_blank_end = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!has_blank_end && field.find_first_of(",\"\r\n") == kNone) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace affekt
