#include "metrics/recommended_lists.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"

namespace affekt {
namespace {

/// A mean that is NaN without values.
struct RunningMean {
  double sum = 0;
  int64_t num_values = 0;
  void add(double value) { sum += value, ++num_values; }
  double value() const {
    return num_values > 0 ? sum / static_cast<double>(num_values) : std::numeric_limits<double>::quiet_NaN();
  }
};

std::vector<double> rank_popularity(const std::vector<int64_t>& play_counts) {
  std::vector<int64_t> sorted = play_counts;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> percentiles;
  percentiles.reserve(play_counts.size());
  for (const int64_t count : play_counts) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), count);
    percentiles.push_back(static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) / 2 /
                          static_cast<double>(sorted.size()));
  }
  return percentiles;
}

/// Features by their deviation over the songs that have them; a constant one counts nothing.
std::vector<float> scale_features(const std::vector<float>& features, size_t num_songs) {
  std::vector<float> scaled = features;
  const size_t D = num_songs > 0 ? features.size() / num_songs : 0;
  for (size_t j = 0; j < D; ++j) {
    RunningMean mean, square;
    for (size_t i = j; i < features.size(); i += D)
      if (!std::isnan(features[i])) mean.add(features[i]);
    for (size_t i = j; i < features.size(); i += D)
      if (!std::isnan(features[i])) square.add(std::pow(features[i] - mean.value(), 2));
    const double deviation = std::sqrt(square.value());
    for (size_t i = j; i < features.size(); i += D)
      scaled[i] = deviation > 0 ? static_cast<float>((features[i] - mean.value()) / deviation)
                                : (std::isnan(features[i]) ? features[i] : 0.0F);
  }
  return scaled;
}

bool is_known(const float* row, size_t D) {
  return std::none_of(row, row + D, [](float value) { return std::isnan(value); });
}

/// NaN for fewer than two songs with features.
double mean_distance_of_pairs(const std::vector<int32_t>& songs, const std::vector<float>& scaled, size_t D) {
  std::vector<const float*> rows;
  for (const int32_t song : songs) {
    const float* row = scaled.data() + static_cast<size_t>(song) * D;
    if (is_known(row, D)) rows.push_back(row);
  }
  RunningMean mean;
  for (size_t a = 0; a < rows.size(); ++a) {
    for (size_t b = a + 1; b < rows.size(); ++b) {
      double square = 0;
      for (size_t j = 0; j < D; ++j)
        square += static_cast<double>((rows[a][j] - rows[b][j])) * (rows[a][j] - rows[b][j]);
      mean.add(std::sqrt(square / static_cast<double>(D)));
    }
  }
  return mean.value();
}

size_t count_artists(const std::vector<int32_t>& songs, const std::vector<int32_t>& artists) {
  std::vector<int32_t> of_list;
  of_list.reserve(songs.size());
  for (const int32_t song : songs) of_list.push_back(artists[static_cast<size_t>(song)]);
  std::sort(of_list.begin(), of_list.end());
  return static_cast<size_t>(std::unique(of_list.begin(), of_list.end()) - of_list.begin());
}

}  // namespace

void select_best_songs(const std::vector<float>& scores, int64_t list_length, int32_t* list) {
  const auto is_before = [&scores](int32_t a, int32_t b) {
    const float of_a = scores[static_cast<size_t>(a)], of_b = scores[static_cast<size_t>(b)];
    return of_a != of_b ? of_a > of_b : a < b;
  };
  AFFEKT_CHECK(list_length >= 1, "a list has room for a song");
  const auto length = static_cast<size_t>(list_length);
  std::vector<int32_t> heap;  // the worst one in front
  heap.reserve(length + 1);
  float bar = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!(scores[i] > bar)) continue;  // of equal ones the first stays
    heap.push_back(static_cast<int32_t>(i));
    std::push_heap(heap.begin(), heap.end(), is_before);
    if (heap.size() > length) {
      std::pop_heap(heap.begin(), heap.end(), is_before);
      heap.pop_back();
    }
    if (heap.size() == length) bar = scores[static_cast<size_t>(heap.front())];
  }
  std::sort_heap(heap.begin(), heap.end(), is_before);
  std::fill(std::copy(heap.begin(), heap.end(), list), list + list_length, -1);
}

const std::vector<MetricInfo>& list_metrics() {
  static const std::vector<MetricInfo> metrics = {
      {"catalogue_coverage", "Catalogue coverage",
       "Share of the catalogue's songs that stand in at least one list.", MetricFormat::kPercent, true},
      {"recommended_percentile", "Popularity of the recommended",
       "Mean percentile of popularity of the songs in the lists: 1 is the most played song.",
       MetricFormat::kNumber, false},
      {"popularity_bias", "Popularity bias",
       "Mean percentile of popularity of the recommended songs less that of the songs that were played: "
       "above 0, the lists are more popular than what people play.",
       MetricFormat::kNumber, false},
      {"artist_diversity", "Artists in a list",
       "Number of a list's artists by its number of songs, mean: 1 is no artist twice.",
       MetricFormat::kPercent, true},
      {"feature_diversity", "Distance within a list",
       "Mean distance of two songs of a list in their features, each scaled to deviation 1: two random songs "
       "have about 1.4.",
       MetricFormat::kNumber, true},
  };
  return metrics;
}

ListScores score_lists(const RecommendedLists& lists, const std::vector<int32_t>& played,
                       const SongFacts& facts) {
  const size_t V = facts.play_counts.size();
  AFFEKT_CHECK(lists.num_lists() == static_cast<int64_t>(played.size()),
               "a song was played after every list");
  AFFEKT_CHECK(facts.artists.size() == V, "every song has an artist");
  const std::vector<double> percentiles = rank_popularity(facts.play_counts);
  const std::vector<float> scaled = scale_features(facts.features, V);
  const size_t D = V > 0 ? scaled.size() / V : 0;
  std::vector<uint8_t> is_recommended(V);
  RunningMean recommended, of_played, artists, distances, lengths;
  for (int64_t i = 0; i < lists.num_lists(); ++i) {
    const int32_t* list = lists.list(i);
    const std::vector<int32_t> songs(list, std::find(list, list + lists.list_length, -1));
    of_played.add(percentiles[static_cast<size_t>(played[static_cast<size_t>(i)])]);
    lengths.add(static_cast<double>(songs.size()));
    if (songs.empty()) continue;
    for (const int32_t song : songs) {
      is_recommended[static_cast<size_t>(song)] = 1;
      recommended.add(percentiles[static_cast<size_t>(song)]);
    }
    artists.add(static_cast<double>(count_artists(songs, facts.artists)) / static_cast<double>(songs.size()));
    const double distance = D > 0 ? mean_distance_of_pairs(songs, scaled, D) : std::nan("");
    if (!std::isnan(distance)) distances.add(distance);
  }
  ListScores scores;
  const auto num_recommended = std::accumulate(is_recommended.begin(), is_recommended.end(), int64_t{0});
  scores.coverage = V > 0 ? static_cast<double>(num_recommended) / static_cast<double>(V) : std::nan("");
  scores.recommended_percentile = recommended.value();
  scores.played_percentile = of_played.value();
  scores.popularity_bias = scores.recommended_percentile - scores.played_percentile;
  scores.artist_diversity = artists.value();
  scores.feature_diversity = distances.value();
  scores.mean_length = lengths.value();
  return scores;
}

}  // namespace affekt
