#include "search/search_axis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "config/find_rules.h"
#include "core/error.h"
#include "core/text/shell_text.h"

namespace affekt {
namespace {

constexpr const char* kRangeMark = "..";
constexpr int64_t kMostGridPoints = 1000;

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

/// Cut at the commas that stand in no brackets, braces or quotes; blanks around a value are left out.
std::vector<std::string> split_values(const std::string& text) {
  std::vector<std::string> values(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      values.emplace_back();
      continue;
    }
    values.back() += c;
  }
  for (std::string& value : values) {
    const size_t begin = value.find_first_not_of(' ');
    value = begin == std::string::npos ? "" : value.substr(begin, value.find_last_not_of(' ') - begin + 1);
  }
  return values;
}

std::vector<std::string> split_at_colons(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

double round_to_four_digits(double value) {
  return *read_number(fmt::format("{:.4g}", value));
}

std::string write_number(const SearchAxis& axis, double value) {
  if (axis.is_whole_number) return fmt::format("{:.0f}", std::round(value));
  return fmt::format("{}", std::clamp(round_to_four_digits(value), axis.low, axis.high));
}

/// At `share` (0..1) of the way from low to high.
double interpolate(const SearchAxis& axis, double share) {
  return axis.is_log ? axis.low * std::pow(axis.high / axis.low, share)
                     : axis.low + (axis.high - axis.low) * share;
}

std::vector<std::string> list_grid_points(const SearchAxis& axis) {
  const int64_t count = axis.num_points;
  std::vector<std::string> values;
  for (int64_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    const std::string value = i == 0           ? fmt::format("{}", axis.low)
                              : i == count - 1 ? fmt::format("{}", axis.high)
                                               : write_number(axis, interpolate(axis, share));
    if (values.empty() || values.back() != value) values.push_back(value);
  }
  return values;
}

/// @param text  of the whole option, for messages  @param rest  what stands behind ".."
void read_range(const std::string& text, double low, const std::string& rest, SearchAxis& axis) {
  const auto refuse = [&](const std::string& what) {
    throw ConfigError(fmt::format(
        "--over {}: {}; expected KEY=LOW..HIGH, LOW..HIGH:POINTS or LOW..HIGH:POINTS:log", text, what));
  };
  const std::vector<std::string> parts = split_at_colons(rest);
  const auto high = read_number(parts[0]);
  if (!high) refuse(fmt::format("the end of the range, '{}', is no number", parts[0]));
  axis.is_range = true;
  axis.low = low;
  axis.high = *high;
  axis.is_whole_number = takes_whole_number(axis.key);
  axis.num_points = kDefaultGridPoints;
  for (size_t i = 1; i < parts.size(); ++i) {
    const auto number = read_number(parts[i]);
    if (parts[i] == "log") {
      axis.is_log = true;
    } else if (number && *number >= 2 && *number <= kMostGridPoints && std::round(*number) == *number) {
      axis.num_points = static_cast<int64_t>(*number);
    } else {
      refuse(
          fmt::format("':{}' is neither a number of points from 2 to {} nor log", parts[i], kMostGridPoints));
    }
  }
  if (axis.low >= axis.high) refuse(fmt::format("{} is not below {}", axis.low, axis.high));
  if (axis.is_log && axis.low <= 0) refuse(fmt::format("a logarithm needs numbers above 0, got {}", low));
  if (axis.is_whole_number && (std::round(axis.low) != axis.low || std::round(axis.high) != axis.high))
    refuse("the key takes whole numbers");
  axis.values = list_grid_points(axis);
}

}  // namespace

SearchAxis parse_search_axis(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw ConfigError(fmt::format(
        "--over {}: expected KEY=VALUES, such as train.optimizer.lr=0.05,0.1,0.2 or model.dropout=0.2..0.5",
        text));
  SearchAxis axis;
  axis.key = text.substr(0, equals);
  const std::string given = text.substr(equals + 1);
  const size_t mark = given.find(kRangeMark);
  if (mark != std::string::npos) {
    if (const auto low = read_number(given.substr(0, mark))) {
      read_range(text, *low, given.substr(mark + 2), axis);
      return axis;
    }
  }
  axis.values = split_values(given);
  for (auto value = axis.values.begin(); value != axis.values.end(); ++value) {
    if (value->empty())
      throw ConfigError(fmt::format("--over {}: expected values with one comma between, got an empty one{}",
                                    text, given.empty() ? "" : "; write \"\" for an empty text"));
    if (std::find(axis.values.begin(), value, *value) != value)
      throw ConfigError(fmt::format("--over {}: expected each value once, got {} twice", text, *value));
  }
  return axis;
}

std::vector<SearchAxis> parse_search_axes(const std::vector<std::string>& texts) {
  std::vector<SearchAxis> axes;
  for (const std::string& text : texts) {
    axes.push_back(parse_search_axis(text));
    const std::string& key = axes.back().key;
    for (size_t i = 0; i + 1 < axes.size(); ++i)
      if (axes[i].key == key)
        throw ConfigError(
            fmt::format("--over {}: the key stands in --over twice; give all of its values at "
                        "once",
                        text));
  }
  return axes;
}

std::string draw_value(const SearchAxis& axis, RandomStream& stream) {
  if (!axis.is_range) return axis.values[stream.below(axis.values.size())];
  if (!axis.is_whole_number) return write_number(axis, interpolate(axis, stream.uniform()));
  // Half a step beyond both ends, so that these come as often as the numbers between.
  SearchAxis wide = axis;
  wide.low -= 0.5, wide.high += 0.5;
  return write_number(axis, std::clamp(std::round(interpolate(wide, stream.uniform())), axis.low, axis.high));
}

std::string write_option(const SearchAxis& axis) {
  std::string values = axis.is_range ? fmt::format("{}{}{}:{}{}", axis.low, kRangeMark, axis.high,
                                                   axis.num_points, axis.is_log ? ":log" : "")
                                     : fmt::format("{}", fmt::join(axis.values, ","));
  return "--over " + quote_for_shell(make_override(axis, values));
}

std::string make_override(const SearchAxis& axis, const std::string& value) {
  return axis.key + "=" + value;
}

}  // namespace affekt
