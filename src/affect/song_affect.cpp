#include "affect/song_affect.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "affect/affect_samples.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A quantity's values over the clustered songs that have it, and where these songs lie.
struct Values {
  std::string name, source;
  std::vector<float> values;
  std::vector<int32_t> labels;
  std::vector<int64_t> rows;  // of the catalogue
};

/// Labels of the songs that an annotation names: -1 where the song was not clustered.
std::vector<int32_t> labels_of(const std::vector<int64_t>& annotated, const ClusteredSongs& songs) {
  std::vector<int32_t> labels;
  size_t at = 0;  // both lists ascend
  for (const int64_t row : annotated) {
    while (at < songs.rows.size() && songs.rows[at] < row) ++at;
    const bool found = at < songs.rows.size() && songs.rows[at] == row;
    labels.push_back(found ? songs.labels[at] : -1);
  }
  return labels;
}

Values take_annotated(const std::string& name, const std::string& source, const SongAffect& affect,
                      const std::vector<float>& values, const std::vector<int32_t>& labels) {
  Values taken;
  taken.name = name;
  taken.source = source;
  for (size_t i = 0; i < values.size(); ++i) {
    if (labels[i] < 0 || !std::isfinite(values[i])) continue;
    taken.values.push_back(values[i]);
    taken.labels.push_back(labels[i]);
    taken.rows.push_back(affect.rows[i]);
  }
  return taken;
}

Values take_column(const std::string& name, const std::string& source, const SongTable& table,
                   const std::string& column, const ClusteredSongs& songs) {
  Values taken;
  taken.name = name;
  taken.source = source;
  const auto found = std::find(table.columns.begin(), table.columns.end(), column);
  if (found == table.columns.end()) return taken;
  const auto index = found - table.columns.begin();
  for (size_t i = 0; i < songs.rows.size(); ++i) {
    const float value = table.values[static_cast<size_t>(songs.rows[i] * table.num_columns() + index)];
    if (!std::isfinite(value)) continue;
    taken.values.push_back(value);
    taken.labels.push_back(songs.labels[i]);
    taken.rows.push_back(songs.rows[i]);
  }
  return taken;
}

/// All quantities there could be, in the order of SongAffectScores::quantities.
std::vector<Values> take_all(const SongCatalogue& catalogue, const ClusteredSongs& songs) {
  const SongAffect& affect = catalogue.affect;
  const std::vector<int32_t> labels = labels_of(affect.rows, songs);
  const std::string deezer = " of listeners (Deezer), standardised in the source";
  const std::string tags = " of the words that listeners tagged the song with, 1..9";
  const std::string spotify = ", computed from the audio by Spotify, 0..1: no listener's";
  return {
      take_annotated("deezer_valence", "valence" + deezer, affect, affect.deezer_valence, labels),
      take_annotated("deezer_arousal", "arousal" + deezer, affect, affect.deezer_arousal, labels),
      take_annotated("tag_valence", "valence" + tags, affect, affect.tag_valence, labels),
      take_annotated("tag_arousal", "arousal" + tags, affect, affect.tag_arousal, labels),
      take_annotated("tag_dominance", "dominance" + tags, affect, affect.tag_dominance, labels),
      take_column("spotify_valence", "valence" + spotify, catalogue.songs, "valence", songs),
      take_column("spotify_energy", "energy" + spotify, catalogue.songs, "energy", songs),
  };
}

/// Scores under the true labels, beside those under the same labels in a drawn order.
/// @param score  writes num_scores values; called from several threads at once
std::vector<PermutedScore> permute_labels(
    const std::vector<int32_t>& labels, size_t num_scores, const std::string& purpose,
    const SongAffectOptions& options,
    const std::function<void(const std::vector<int32_t>& labels, double* scores)>& score) {
  std::vector<double> true_scores(num_scores);
  score(labels, true_scores.data());
  std::vector<double> permuted(static_cast<size_t>(options.num_permutations) * num_scores);
  parallel_for(options.num_permutations, options.num_threads, [&](int64_t p) {
    throw_if_interrupted("scoring the clusters' emotions");
    RandomStream stream(options.seed, purpose, static_cast<uint64_t>(p));
    const auto order = draw_permutation(stream, static_cast<int64_t>(labels.size()));
    std::vector<int32_t> shuffled(labels.size());
    for (size_t i = 0; i < labels.size(); ++i) shuffled[i] = labels[static_cast<size_t>(order[i])];
    score(shuffled, permuted.data() + static_cast<size_t>(p) * num_scores);
  });

  std::vector<PermutedScore> results(num_scores);
  for (size_t s = 0; s < num_scores; ++s) {
    PermutedScore& result = results[s];
    result.value = true_scores[s];
    std::vector<double> column;
    for (size_t p = 0; p < static_cast<size_t>(options.num_permutations); ++p)
      column.push_back(permuted[p * num_scores + s]);
    int64_t reached = 0;
    for (const double value : column) {
      result.permuted_mean += value / static_cast<double>(column.size());
      if (value >= result.value) ++reached;
    }
    result.permuted_p95 = compute_quantile(column, 0.95);
    result.p_value = static_cast<double>(1 + reached) / static_cast<double>(1 + options.num_permutations);
  }
  return results;
}

/// Sum and number of songs in one cluster.
struct ClusterSum {
  size_t cluster = 0;
  double sum = 0;
  int64_t count = 0;
};

double mean_of(const ClusterSum& sum) {
  return sum.count > 0 ? sum.sum / static_cast<double>(sum.count) : kNan;
}

/// What each artist adds to which clusters: the bootstrap draws whole artists, and many have songs by the
/// dozen.
std::vector<std::vector<ClusterSum>> sum_by_artist(const Values& taken, const std::vector<int64_t>& artists) {
  std::vector<std::vector<ClusterSum>> sums;
  for (size_t i = 0; i < artists.size(); ++i) {
    const auto artist = static_cast<size_t>(artists[i]);
    if (artist >= sums.size()) sums.resize(artist + 1);
    const auto cluster = static_cast<size_t>(taken.labels[i]);
    auto& own = sums[artist];
    auto found =
        std::find_if(own.begin(), own.end(), [&](const auto& sum) { return sum.cluster == cluster; });
    if (found == own.end()) found = own.insert(own.end(), {cluster, 0, 0});
    found->sum += static_cast<double>(taken.values[i]);
    ++found->count;
  }
  return sums;
}

void add_up(const std::vector<ClusterSum>& sums, std::vector<ClusterSum>& totals) {
  for (const ClusterSum& sum : sums) {
    totals[sum.cluster].sum += sum.sum;
    totals[sum.cluster].count += sum.count;
  }
}

QuantityByCluster score_quantity(const SongCatalogue& catalogue, const Values& taken, int64_t num_clusters,
                                 const SongAffectOptions& options) {
  QuantityByCluster quantity;
  quantity.name = taken.name;
  quantity.source = taken.source;
  quantity.num_songs = static_cast<int64_t>(taken.values.size());
  const auto n = static_cast<double>(quantity.num_songs);
  for (const float value : taken.values) quantity.mean += static_cast<double>(value) / n;
  double squares = 0;
  for (const float value : taken.values) squares += std::pow(static_cast<double>(value) - quantity.mean, 2);
  quantity.deviation = std::sqrt(squares / n);

  const auto by_artist = sum_by_artist(taken, number_artists(catalogue.songs, taken.rows));
  std::vector<ClusterSum> totals(static_cast<size_t>(num_clusters));
  for (const auto& sums : by_artist) add_up(sums, totals);
  BootstrapOptions bootstrap;
  bootstrap.num_resamples = options.num_resamples;
  bootstrap.seed = derive_key(options.seed, "song_affect/" + taken.name);
  bootstrap.num_threads = options.num_threads;
  const auto intervals = bootstrap_intervals(
      static_cast<int64_t>(by_artist.size()), static_cast<int>(num_clusters),
      [&](const std::vector<int32_t>& artists, double* means) {
        throw_if_interrupted("scoring the clusters' emotions");
        std::vector<ClusterSum> drawn(static_cast<size_t>(num_clusters));
        for (const int32_t artist : artists) add_up(by_artist[static_cast<size_t>(artist)], drawn);
        for (size_t k = 0; k < drawn.size(); ++k) means[k] = mean_of(drawn[k]);
      },
      bootstrap);
  for (size_t k = 0; k < totals.size(); ++k)
    quantity.clusters.push_back({totals[k].count, mean_of(totals[k]), intervals[k]});

  quantity.variance_explained = permute_labels(taken.labels, 1, "permute_clusters/" + taken.name, options,
                                               [&](const std::vector<int32_t>& labels, double* score) {
                                                 *score = compute_variance_explained(
                                                     taken.values, labels, static_cast<int>(num_clusters));
                                               })
                                    .front();
  return quantity;
}

MoodAgreement score_moods(const SongMoods& moods, const ClusteredSongs& songs,
                          const SongAffectOptions& options) {
  MoodAgreement agreement;
  agreement.names = moods.names;
  agreement.contingency.assign(static_cast<size_t>(songs.num_clusters),
                               std::vector<int64_t>(moods.names.size(), 0));
  const std::vector<int32_t> all_labels = labels_of(moods.rows, songs);
  std::vector<int32_t> labels, classes;
  std::vector<int64_t> sizes(moods.names.size(), 0);
  for (size_t i = 0; i < all_labels.size(); ++i) {
    if (all_labels[i] < 0) continue;
    labels.push_back(all_labels[i]);
    classes.push_back(moods.moods[i]);
    const auto mood = static_cast<size_t>(moods.moods[i]);
    ++agreement.contingency[static_cast<size_t>(all_labels[i])][mood];
    ++sizes[mood];
  }
  agreement.num_songs = static_cast<int64_t>(labels.size());
  if (labels.empty()) return agreement;
  const auto largest = std::max_element(sizes.begin(), sizes.end());
  agreement.most_frequent_mood = moods.names[static_cast<size_t>(largest - sizes.begin())];
  agreement.purity_baseline = static_cast<double>(*largest) / static_cast<double>(labels.size());
  const auto scores = permute_labels(labels, 3, "permute_clusters/moods", options,
                                     [&](const std::vector<int32_t>& shuffled, double* values) {
                                       const PartitionAgreement one = compare_partitions(shuffled, classes);
                                       values[0] = one.purity;
                                       values[1] = one.normalized_mutual_info;
                                       values[2] = one.adjusted_rand;
                                     });
  agreement.purity = scores[0];
  agreement.normalized_mutual_info = scores[1];
  agreement.adjusted_rand = scores[2];
  return agreement;
}

/// Pearson's r of dominance and valence over the clustered songs whose tags give both.
void correlate_dominance(const SongAffect& affect, const ClusteredSongs& songs, SongAffectScores& scores) {
  const std::vector<int32_t> labels = labels_of(affect.rows, songs);
  std::vector<double> valence, dominance;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || !std::isfinite(affect.tag_valence[i]) || !std::isfinite(affect.tag_dominance[i]))
      continue;
    valence.push_back(static_cast<double>(affect.tag_valence[i]));
    dominance.push_back(static_cast<double>(affect.tag_dominance[i]));
  }
  const auto n = static_cast<double>(valence.size());
  double mean_v = 0, mean_d = 0, vv = 0, dd = 0, vd = 0;
  for (size_t i = 0; i < valence.size(); ++i) {
    mean_v += valence[i] / n;
    mean_d += dominance[i] / n;
  }
  for (size_t i = 0; i < valence.size(); ++i) {
    vv += (valence[i] - mean_v) * (valence[i] - mean_v);
    dd += (dominance[i] - mean_d) * (dominance[i] - mean_d);
    vd += (valence[i] - mean_v) * (dominance[i] - mean_d);
  }
  scores.dominance_valence_songs = static_cast<int64_t>(valence.size());
  scores.dominance_valence_r = vv > 0 && dd > 0 ? vd / std::sqrt(vv * dd) : kNan;
}

}  // namespace

const QuantityByCluster* SongAffectScores::find(const std::string& name) const {
  for (const QuantityByCluster& quantity : quantities)
    if (quantity.name == name) return &quantity;
  return nullptr;
}

SongAffectScores score_song_affect(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                   const SongAffectOptions& given) {
  AFFEKT_CHECK(songs.rows.size() == songs.labels.size(), "every song needs its cluster");
  AFFEKT_CHECK(given.num_resamples > 0 && given.num_permutations > 0, "nothing to compare with");
  SongAffectOptions options = given;
  if (options.num_threads <= 0) options.num_threads = thread_count();

  SongAffectScores scores;
  scores.num_songs = static_cast<int64_t>(songs.rows.size());
  scores.num_clusters = songs.num_clusters;
  scores.num_resamples = options.num_resamples;
  scores.num_permutations = options.num_permutations;
  const std::vector<Values> all = take_all(catalogue, songs);
  ProgressBar progress("emotions of the clusters", static_cast<int64_t>(all.size()) + 1, "quantities");
  for (const Values& taken : all) {
    throw_if_interrupted("scoring the clusters' emotions");
    if (taken.values.size() >= 2)
      scores.quantities.push_back(score_quantity(catalogue, taken, songs.num_clusters, options));
    progress.advance();
  }
  scores.moods = score_moods(catalogue.moods, songs, options);
  correlate_dominance(catalogue.affect, songs, scores);
  progress.advance();
  progress.finish();
  return scores;
}

}  // namespace affekt
