// What the songs of each cluster have in common, column by column in the columns' own units, a name that is
// made from it by a stated rule, and the songs that stand for it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "store/song_catalogue.h"

namespace affekt {

struct SongProfileInput {
  MatrixView raw;                    // [n, D], no empty cell
  std::vector<std::string> columns;  // [D], "danceability" ...
  std::vector<int32_t> labels;       // [n]
  int64_t num_clusters = 0;
};

/// The rule by which clusters of these columns are named, for the report.
std::string describe_name_rule(const std::vector<std::string>& columns);

/// [{"name", "size", "share" (of all songs), "profile"}], one a cluster. No two have the same name: "loud,
/// fast, not acoustic". The profile is [{"column", "unit", ...}]; null is what there is nothing to say of, as
/// of an empty cluster:
///   mean, median, quartiles, z    z: (mean - mean of all songs) / deviation of all songs
/// or of the key, which lies on a circle of 12, where a mean says nothing:
///   most_frequent, most_frequent_share    the value that most of the cluster's songs have, and how many do
///   direction, concentration    circular mean, 0 <= it < 12; 0: all round the circle, 1: one value
nlohmann::json profile_clusters(const SongProfileInput& input);

/// A key in words: 0 is "C", 1 "C♯" ... 11 "B". @param key  rounded to the nearest, on the circle of 12
std::string pitch_name(double key);

/// The names alone, from each cluster's z. @param z  [num_clusters][D], NaN: says nothing
/// @param words  [num_clusters][D], what to say of a column; where it is empty, high or low by the sign of z
std::vector<std::string> name_clusters(const std::vector<std::string>& columns,
                                       const std::vector<std::vector<double>>& z,
                                       const std::vector<std::vector<std::string>>& words = {});

struct SongExampleInput {
  const SongTable& songs;
  const std::vector<int64_t>& rows;      // [n], rows of the table
  const std::vector<int32_t>& labels;    // [n]
  const std::vector<float>& distances2;  // [n], squared, to the centroid
  int64_t num_clusters = 0;
  int64_t num_examples = 8;
};

/// Of each cluster the songs nearest to its centroid that have an artist and a title, at most one of an
/// artist, the nearest first; equally near ones in the catalogue's order.
/// @return [num_clusters], indices 0..n-1; fewer than num_examples where there are no more
std::vector<std::vector<int64_t>> find_song_examples(const SongExampleInput& input);

}  // namespace affekt
