// What the songs of each cluster have in common, column by column in the columns' own units, and a name that
// is made from it by a stated rule.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"

namespace affekt {

struct SongProfileInput {
  MatrixView raw;                    // [n, D], no empty cell
  std::vector<std::string> columns;  // [D], "danceability" ...
  std::vector<bool> circular;        // [D], true: 0..11 on a circle, a mean says nothing (key)
  std::vector<int32_t> labels;       // [n]
  int64_t num_clusters = 0;
};

/// NaN where there is nothing to say: an empty cluster, and mean, median, quartiles and z of a circular
/// column.
struct ColumnProfile {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double low_quartile = std::numeric_limits<double>::quiet_NaN();
  double high_quartile = std::numeric_limits<double>::quiet_NaN();
  double z = std::numeric_limits<double>::quiet_NaN();  // (mean - mean of all songs) / deviation of all songs
  double most_frequent = std::numeric_limits<double>::quiet_NaN();        // circular columns only
  double most_frequent_share = std::numeric_limits<double>::quiet_NaN();  // of the cluster's songs
  double direction = std::numeric_limits<double>::quiet_NaN();            // circular mean, 0 <= it < 12
  double concentration = std::numeric_limits<double>::quiet_NaN();  // 0: all round the circle, 1: one value
};

struct ClusterProfile {
  int64_t size = 0;
  double share = 0;                    // of all songs
  std::vector<ColumnProfile> columns;  // [D]
  std::string name;                    // "loud, fast, not acoustic"; no two clusters have the same
};

/// The rule by which clusters of these columns are named, for the report.
std::string describe_name_rule(const std::vector<std::string>& columns);

/// @return [num_clusters]
std::vector<ClusterProfile> profile_clusters(const SongProfileInput& input);

/// "dB", "beats a minute", "0 to 1" ...; empty for a column that isn't known.
std::string unit_of_column(const std::string& column);

/// A key in words: 0 is "C", 1 "C♯" ... 11 "B". @param key  rounded to the nearest, on the circle of 12
std::string pitch_name(double key);

/// The names alone, from each cluster's z. @param z  [num_clusters][D], NaN: says nothing
/// @param words  [num_clusters][D], what to say of a column; where it is empty, high or low by the sign of z
std::vector<std::string> name_clusters(const std::vector<std::string>& columns,
                                       const std::vector<std::vector<double>>& z,
                                       const std::vector<std::vector<std::string>>& words = {});

}  // namespace affekt
