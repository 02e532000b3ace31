// What the songs of each cluster feel like, checked against people: means with intervals, and how much of it
// the clusters explain beside what chance explains.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "metrics/bootstrap.h"
#include "store/song_catalogue.h"

namespace affekt {

/// A score beside the same score under clusters whose labels were dealt out to the songs at random: what it
/// would be if clusters and songs had nothing to do with each other.
struct PermutedScore {
  double value = 0;
  double permuted_mean = 0, permuted_p95 = 0;  // mean and 95th percentile over the permutations
  double p_value = 1;  // (1 + permutations that reach the value) / (1 + permutations): never 0
};

struct ClusterMean {
  int64_t num_songs = 0;
  double mean = 0;  // NaN without songs
  Interval ci;      // 95 %, NaN ends without songs
};

/// One quantity in all clusters, over the songs that have it.
struct QuantityByCluster {
  std::string name;    // "deezer_valence", "tag_dominance", "spotify_energy" ...
  std::string source;  // in words: "listeners' valence, Deezer (standardised there)"
  int64_t num_songs = 0;
  double mean = 0, deviation = 0;     // of all these songs; the deviation divides by n
  std::vector<ClusterMean> clusters;  // [K]
  PermutedScore variance_explained;   // share of the variance that lies between clusters, 0..1
};

/// How the clusters agree with one mood a song.
struct MoodAgreement {
  int64_t num_songs = 0;                          // 0: no clustered song has a mood
  std::vector<std::string> names;                 // [M] moods
  std::vector<std::vector<int64_t>> contingency;  // [K][M] songs
  PermutedScore purity, normalized_mutual_info, adjusted_rand;
  double purity_baseline = 0;  // purity of one cluster that holds all: the share of the most frequent mood
  std::string most_frequent_mood;
};

struct SongAffectScores {
  int64_t num_songs = 0, num_clusters = 0;  // that were clustered
  int64_t num_resamples = 0, num_permutations = 0;
  /// In this order, those that at least two clustered songs have: deezer_valence, deezer_arousal,
  /// tag_valence, tag_arousal, tag_dominance, spotify_valence, spotify_energy.
  std::vector<QuantityByCluster> quantities;
  MoodAgreement moods;
  /// Pearson's r of the tags' dominance and valence; NaN without such songs. Near 1: dominance says again
  /// what valence has said.
  double dominance_valence_r = std::numeric_limits<double>::quiet_NaN();
  int64_t dominance_valence_songs = 0;

  /// Null if there is none of this name.
  const QuantityByCluster* find(const std::string& name) const;
};

/// Who lies where. Both members [n], in the same order.
struct ClusteredSongs {
  const std::vector<int64_t>& rows;    // ascending rows of the catalogue, as SongRows::rows
  const std::vector<int32_t>& labels;  // 0..num_clusters-1
  int64_t num_clusters = 0;
};

struct SongAffectOptions {
  int64_t num_resamples = 1000;  // of the bootstrap; songs of one artist are drawn together, being alike
  int64_t num_permutations = 200;
  uint64_t seed = 1;
  int num_threads = 0;  // 0: thread_count(); every count gives the same bits
};

/// @throws Interrupted
SongAffectScores score_song_affect(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                   const SongAffectOptions& options = {});

/// Not-a-numbers become null.
nlohmann::json to_json(const SongAffectScores& scores);

}  // namespace affekt
