#include "config/parse/suggest_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <regex>
#include <vector>

namespace affekt {
namespace {

/// Every number that somebody may have meant.
std::vector<double> read_loosely(std::string text, bool is_integer) {
  std::vector<double> readings;
  const double unit = !text.empty() && text.back() == '%' ? 100 : 1;
  if (unit == 100) text.pop_back();
  if (!text.empty() && text.front() == '+') text.erase(0, 1);
  const auto add = [&](const std::string& number) {
    double value = 0;
    const char* const end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, value);
    if (error == std::errc() && stop == end && std::isfinite(value)) readings.push_back(value / unit);
  };
  static const std::regex by_thousands(R"(-?[1-9][0-9]{0,2}([,._' ])[0-9]{3}(\1[0-9]{3})*)");
  std::smatch match;
  if (std::regex_match(text, match, by_thousands)) {
    const char separator = match[1].str().front();
    std::string joined = text;
    joined.erase(std::remove(joined.begin(), joined.end(), separator), joined.end());
    add(joined);
    if (is_integer && separator != '.') return readings;  // 1,000 is no 1 with three decimals
  }
  std::replace(text.begin(), text.end(), ',', '.');
  add(text);
  return readings;
}

}  // namespace

std::string suggest_number(const std::string& text, const FieldRules& rules, bool is_integer) {
  std::string suggestions;
  for (const double number : read_loosely(text, is_integer)) {
    if (!rules.allows(number) || (is_integer && number != std::floor(number))) continue;
    suggestions += fmt::format("{}{}", suggestions.empty() ? "" : " or ", number);
  }
  return suggestions;
}

}  // namespace affekt
