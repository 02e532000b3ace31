// What a sweep varies: a key of the config, with values to choose from or a range to draw from.
#pragma once

#include <string>
#include <vector>

#include "core/random_stream.h"

namespace affekt {

/// `--over train.optimizer.lr=0.05,0.1,0.2`, `--over model.dropout=0.2..0.5`,
/// `--over train.optimizer.weight_decay=1e-5..1e-2:4:log`.
struct SearchAxis {
  std::string key;
  std::vector<std::string> values;  // in YAML's syntax; of a range: the points that a grid takes
  bool is_range = false, is_log = false, is_whole_number = false;
  double low = 0, high = 0;  // of a range
  int64_t num_points = 0;    // of a range: what a grid takes, before equal ones are left out
};

constexpr int64_t kDefaultGridPoints = 4;  // of a range

/// @param text  KEY=VALUE,VALUE... (commas in brackets, braces and quotes belong to a value) or
///              KEY=LOW..HIGH[:POINTS][:log]; a key that takes whole numbers gets whole numbers
/// @throws ConfigError that begins with "--over <text>": no key, no values, a value twice, a range that is
///         none. Whether the key is there, and takes such values, is left to the reading of the config.
SearchAxis parse_search_axis(const std::string& text);

/// @throws ConfigError as above, and for a key that stands in two of them
std::vector<SearchAxis> parse_search_axes(const std::vector<std::string>& texts);

/// One of the values, each as probable as the others; of a range a number, uniform in it, or its logarithm
/// is, in four significant digits.
std::string draw_value(const SearchAxis& axis, RandomStream& stream);

/// "--over model.dropout=0.2..0.5:4": the same axis for the command line.
std::string write_option(const SearchAxis& axis);

/// "train.optimizer.lr=0.1", as --set takes it.
std::string make_override(const SearchAxis& axis, const std::string& value);

}  // namespace affekt
