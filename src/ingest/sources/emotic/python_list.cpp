#include "ingest/sources/emotic/python_list.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

std::string list_fault(const std::string& items, std::string_view text) {
  constexpr size_t kMostShown = 60;
  return "a Python list of " + items + " expected, '" + shorten_text(to_valid_utf8(text), kMostShown) +
         "' got";
}

std::string_view skip_blanks(std::string_view text) {
  while (!text.empty() &&
         (text.front() == ' ' || text.front() == '\t' || text.front() == '\n' || text.front() == '\r'))
    text.remove_prefix(1);
  return text;
}

/// Takes brackets and commas away; `take_item` takes one item off the front, and says whether it was one.
bool parse_items(std::string_view text, const std::function<bool(std::string_view& rest)>& take_item) {
  std::string_view rest = skip_blanks(text);
  if (rest.empty() || (rest.front() != '[' && rest.front() != '(')) return false;
  const char end = rest.front() == '[' ? ']' : ')';
  rest = skip_blanks(rest.substr(1));
  while (!rest.empty() && rest.front() != end) {
    if (!take_item(rest)) return false;
    rest = skip_blanks(rest);
    if (!rest.empty() && rest.front() == ',') {
      rest = skip_blanks(rest.substr(1));
    } else if (rest.empty() || rest.front() != end) {
      return false;
    }
  }
  return !rest.empty() && skip_blanks(rest.substr(1)).empty();
}

bool take_number(std::string_view& rest, double& number) {
  const size_t length = std::min(rest.find_first_of(",])"), rest.size());
  const std::string_view word = trim_csv_field(rest.substr(0, length));
  rest.remove_prefix(length);
  const std::string lower = to_lower(std::string(word));
  if (lower == "nan" || lower == "none") {
    number = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() && !word.empty();
}

bool take_text(std::string_view& rest, std::string& text) {
  const char quote = rest.front();
  if (quote != '\'' && quote != '"') return false;
  for (size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == quote) {
      rest.remove_prefix(i + 1);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    text += rest[i];
  }
  return false;
}

}  // namespace

NumberList parse_number_list(std::string_view text) {
  NumberList list;
  const bool ok = parse_items(
      text, [&](std::string_view& rest) { return take_number(rest, list.numbers.emplace_back()); });
  if (!ok) list = {{}, list_fault("numbers", text)};
  return list;
}

TextList parse_text_list(std::string_view text) {
  TextList list;
  const bool ok =
      parse_items(text, [&](std::string_view& rest) { return take_text(rest, list.texts.emplace_back()); });
  if (!ok) list = {{}, list_fault("names in quotes", text)};
  return list;
}

}  // namespace affekt
