#include "evaluation/songs/song_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "metrics/bootstrap.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

using nlohmann::json;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

json without_interval(double value) {
  return {{"value", finite_or_null(value)}, {"ci95", nullptr}};
}

/// Whose silhouettes are taken, and among whom. The same for every clustering of a report.
struct SilhouetteRows {
  /// Ascending rows that stand for the clusters: all of them, or a random sample.
  std::vector<int64_t> compared;
  std::vector<int64_t> scored;  // ascending indices into `compared`: all of them, or a random sample
};

std::vector<int64_t> draw_ascending(RandomStream& stream, int64_t num_rows, int64_t num_drawn) {
  std::vector<int64_t> drawn = draw_permutation(stream, num_rows);
  drawn.resize(static_cast<size_t>(num_drawn));
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

SilhouetteRows choose_rows(const SongMeasureInput& input) {
  const int64_t n = input.points.num_rows;
  const int64_t num_compared = std::min(n, std::max(input.silhouette_rows, input.silhouette_compared));
  RandomStream stream(static_cast<uint64_t>(input.seed), "song_report_silhouette");
  SilhouetteRows rows;
  rows.compared.resize(static_cast<size_t>(n));
  std::iota(rows.compared.begin(), rows.compared.end(), int64_t{0});
  if (num_compared < n) rows.compared = draw_ascending(stream, n, num_compared);
  rows.scored = draw_ascending(stream, num_compared, std::min(num_compared, input.silhouette_rows));
  return rows;
}

int64_t count_clusters(const std::vector<int32_t>& labels) {
  return static_cast<int64_t>(std::set<int32_t>(labels.begin(), labels.end()).size());
}

/// Silhouette widths of the scored rows; empty for less than two clusters.
std::vector<float> silhouette_widths(MatrixView points, const std::vector<int32_t>& labels,
                                     int64_t num_clusters, const SilhouetteRows& rows) {
  throw_if_interrupted("the song report");
  std::vector<float> compared;
  std::vector<int32_t> compared_labels;
  compared.reserve(rows.compared.size() * static_cast<size_t>(points.num_columns));
  for (const int64_t i : rows.compared) {
    compared.insert(compared.end(), points.row(i), points.row(i) + points.num_columns);
    compared_labels.push_back(labels[static_cast<size_t>(i)]);
  }
  if (count_clusters(compared_labels) < 2) return {};
  return compute_silhouette_widths(
      {compared.data(), static_cast<int64_t>(compared_labels.size()), points.num_columns,
       compared_labels.data(), static_cast<int>(num_clusters)},
      rows.scored, thread_count());
}

double mean_of(const std::vector<float>& values) {
  if (values.empty()) return kNan;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Sum of squared distances to the mean of the row's own cluster. One cluster for all: the total.
double inertia_around_means(MatrixView points, const std::vector<int32_t>& labels, int64_t num_clusters) {
  const auto num_columns = static_cast<size_t>(points.num_columns);
  std::vector<double> means(static_cast<size_t>(num_clusters) * num_columns, 0);
  std::vector<double> sizes(static_cast<size_t>(num_clusters), 0);
  for (int64_t i = 0; i < points.num_rows; ++i) {
    const auto k = static_cast<size_t>(labels[static_cast<size_t>(i)]);
    ++sizes[k];
    for (size_t j = 0; j < num_columns; ++j) means[k * num_columns + j] += points.row(i)[j];
  }
  for (size_t k = 0; k < sizes.size(); ++k)
    for (size_t j = 0; j < num_columns; ++j) means[k * num_columns + j] /= std::max(1.0, sizes[k]);
  double sum = 0;
  for (int64_t i = 0; i < points.num_rows; ++i) {
    const auto k = static_cast<size_t>(labels[static_cast<size_t>(i)]);
    for (size_t j = 0; j < num_columns; ++j) {
      const double difference = points.row(i)[j] - means[k * num_columns + j];
      sum += difference * difference;
    }
  }
  return sum;
}

double total_inertia(MatrixView points) {
  return inertia_around_means(points, std::vector<int32_t>(static_cast<size_t>(points.num_rows), 0), 1);
}

double share_explained(double inertia, double total) {
  return total > 0 ? 1 - inertia / total : kNan;
}

json mean_silhouette(MatrixView points, const std::vector<int32_t>& labels, const SongMeasureInput& input) {
  return finite_or_null(mean_of(silhouette_widths(points, labels, input.num_clusters, choose_rows(input))));
}

json describe_silhouette(const SongMeasureInput& input) {
  const SilhouetteRows rows = choose_rows(input);
  const std::vector<float> widths = silhouette_widths(input.points, input.labels, input.num_clusters, rows);
  json described = without_interval(mean_of(widths));
  described["num_songs"] = rows.scored.size();
  described["num_compared"] = rows.compared.size();
  described["is_sampled"] = static_cast<int64_t>(rows.scored.size()) < input.points.num_rows;
  if (widths.empty() || input.bootstrap_samples == 0) return described;
  BootstrapOptions options;
  options.num_resamples = input.bootstrap_samples;
  options.seed = static_cast<uint64_t>(input.seed);
  options.num_threads = thread_count();
  const auto score = [&](const std::vector<int32_t>& draws, double* scores) {
    double sum = 0;
    for (const int32_t i : draws) sum += widths[static_cast<size_t>(i)];
    scores[0] = sum / static_cast<double>(draws.size());
  };
  const Interval interval = bootstrap_intervals(static_cast<int64_t>(widths.size()), 1, score, options)[0];
  if (std::isfinite(interval.low)) described["ci95"] = {interval.low, interval.high};
  return described;
}

std::vector<float> permute_columns(MatrixView points, int64_t seed) {
  std::vector<float> permuted(static_cast<size_t>(points.num_rows * points.num_columns));
  for (int64_t j = 0; j < points.num_columns; ++j) {
    RandomStream stream(static_cast<uint64_t>(seed), "song_report_permuted_feature",
                        static_cast<uint64_t>(j));
    const std::vector<int64_t> order = draw_permutation(stream, points.num_rows);
    for (int64_t i = 0; i < points.num_rows; ++i)
      permuted[static_cast<size_t>(i * points.num_columns + j)] =
          points.row(order[static_cast<size_t>(i)])[j];
  }
  return permuted;
}

json measure_permuted_features(const SongMeasureInput& input, double total) {
  const std::vector<float> permuted = permute_columns(input.points, input.seed);
  const MatrixView view{permuted.data(), input.points.num_rows, input.points.num_columns};
  KmeansOptions options;
  options.num_clusters = input.num_clusters;
  options.num_starts = input.baseline_starts;
  options.seed = derive_key(static_cast<uint64_t>(input.seed), "song_report_permuted_kmeans");
  try {
    const KmeansResult fit = fit_kmeans(view, options);
    return {{"inertia", fit.inertia},
            {"feature_variance_explained", finite_or_null(share_explained(fit.inertia, total))},
            {"silhouette", mean_silhouette(view, fit.labels, input)},
            {"num_starts", options.num_starts}};
  } catch (const DataError& error) {  // fewer songs than clusters
    return {{"why_not", error.what()}};
  }
}

json measure_permuted_labels(const SongMeasureInput& input, double total) {
  RandomStream stream(static_cast<uint64_t>(input.seed), "song_report_permuted_labels");
  std::vector<int32_t> labels;
  labels.reserve(input.labels.size());
  for (const int64_t i : draw_permutation(stream, input.points.num_rows))
    labels.push_back(input.labels[static_cast<size_t>(i)]);
  const double inertia = inertia_around_means(input.points, labels, input.num_clusters);
  return {{"inertia", inertia},
          {"feature_variance_explained", finite_or_null(share_explained(inertia, total))},
          {"silhouette", mean_silhouette(input.points, labels, input)}};
}

}  // namespace

json finite_or_null(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json measure_clusters(const SongMeasureInput& input) {
  const double inertia = std::accumulate(input.distances2.begin(), input.distances2.end(), 0.0);
  std::vector<int64_t> sizes(static_cast<size_t>(input.num_clusters), 0);
  for (const int32_t label : input.labels) ++sizes[static_cast<size_t>(label)];
  const auto smallest = static_cast<double>(*std::min_element(sizes.begin(), sizes.end()));
  json metrics = {{"inertia", without_interval(inertia)},
                  {"smallest_share", without_interval(smallest / static_cast<double>(input.labels.size()))}};
  if (input.points.num_rows == 0) {
    for (const char* name :
         {"feature_variance_explained", "silhouette", "davies_bouldin", "calinski_harabasz"})
      metrics[name] = without_interval(kNan);
    return metrics;
  }
  const ClusteredRows clustered = {input.points.data, input.points.num_rows, input.points.num_columns,
                                   input.labels.data(), static_cast<int>(input.num_clusters)};
  const int64_t num_filled = count_clusters(input.labels);
  const bool several = num_filled >= 2;
  // The variance ratio divides by what is left within the clusters, and by n - k.
  const bool has_ratio = several && num_filled < input.points.num_rows && inertia > 0;
  metrics["feature_variance_explained"] =
      without_interval(share_explained(inertia, total_inertia(input.points)));
  metrics["silhouette"] = describe_silhouette(input);
  metrics["davies_bouldin"] = without_interval(several ? compute_davies_bouldin(clustered) : kNan);
  metrics["calinski_harabasz"] = without_interval(has_ratio ? compute_calinski_harabasz(clustered) : kNan);
  return metrics;
}

json measure_space_variance(MatrixView points, const std::vector<std::string>& names) {
  if (points.num_rows == 0) return nullptr;
  std::vector<double> variances;
  double total = 0;
  for (int64_t j = 0; j < points.num_columns; ++j) {
    double mean = 0, sum = 0;
    for (int64_t i = 0; i < points.num_rows; ++i) mean += points.row(i)[j];
    mean /= static_cast<double>(points.num_rows);
    for (int64_t i = 0; i < points.num_rows; ++i)
      sum += (points.row(i)[j] - mean) * (points.row(i)[j] - mean);
    variances.push_back(sum);
    total += sum;
  }
  json shares = json::array();
  for (size_t j = 0; j < names.size(); ++j)
    shares.push_back({{"column", names[j]}, {"share", finite_or_null(variances[j] / total)}});
  return shares;
}

json measure_song_baselines(const SongMeasureInput& input) {
  if (input.points.num_rows == 0) return nullptr;
  const double total = total_inertia(input.points);
  return {{"one_cluster",
           {{"inertia", total}, {"feature_variance_explained", total > 0 ? json(0) : json(nullptr)}}},
          {"permuted_features", measure_permuted_features(input, total)},
          {"permuted_labels", measure_permuted_labels(input, total)}};
}

}  // namespace affekt
