#include "export/songs/song_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"

namespace affekt {
namespace {

constexpr int64_t kBlockRows = 8192;
constexpr double kUnitRoundoff = 1.0 / (1 << 24);  // of float32

/// Bound on the rounding error of each treated feature of one song, [P]; see SongReference::is_tied.
void bound_transform_errors(const FeatureTransform& transform, const float* row,
                            std::vector<double>& expanded, std::vector<double>& errors) {
  expanded.clear();
  for (size_t d = 0; d < transform.steps.size(); ++d) {
    const auto value = static_cast<double>(row[d]);
    if (transform.steps[d].kind == "circle") {
      // A sine is off by a last bit of 1 and not of itself, and by what the angle was rounded by, up to 2 pi.
      expanded.insert(expanded.end(), {2 * std::acos(-1.0), 2 * std::acos(-1.0)});
    } else {
      expanded.push_back(std::abs(transform.steps[d].kind == "log" ? std::log(value) : value));
    }
  }
  const size_t num_expanded = expanded.size();
  for (size_t p = 0; p < errors.size(); ++p) {
    double sum = std::abs(static_cast<double>(transform.bias[p]));
    for (size_t e = 0; e < num_expanded; ++e) {
      sum += std::abs(static_cast<double>(transform.weight[p * num_expanded + e])) * expanded[e];
    }
    errors[p] = static_cast<double>(num_expanded + 4) * kUnitRoundoff * sum;
  }
}

/// Whether rounding may turn round which of two centroids is nearer.
bool may_swap(const float* a, const float* b, double distance_a, double distance_b,
              const std::vector<double>& errors) {
  double bound = static_cast<double>(errors.size() + 3) * kUnitRoundoff * (distance_a + distance_b);
  for (size_t p = 0; p < errors.size(); ++p) {
    bound += 2 * std::abs(static_cast<double>(a[p]) - static_cast<double>(b[p])) * errors[p];
  }
  return std::abs(distance_a - distance_b) <= 2 * bound;
}

/// How far one engine's answer for one song is from the reference.
struct SongDifference {
  bool wrong_cluster = false;  // one that is neither the song's nor equally near
  bool other_cluster = false;
  double distance = 0, affect = 0;  // the largest; NaN if any number is none
};

double largest_difference(const float* actual, const double* expected, int64_t count, bool relative) {
  double largest = 0;
  for (int64_t i = 0; i < count; ++i) {
    const double scale = relative ? 1 + expected[i] : 1;
    const double difference = std::abs(static_cast<double>(actual[i]) - expected[i]) / scale;
    if (std::isnan(difference)) return difference;
    largest = std::max(largest, difference);
  }
  return largest;
}

SongDifference compare_song(const SongReference& reference, const SongPredictions& actual, int64_t song) {
  const auto i = static_cast<size_t>(song);
  const int64_t num_clusters = static_cast<int64_t>(reference.distances2.size()) / reference.num_songs;
  const int64_t cluster = actual.clusters[i];
  SongDifference difference;
  difference.other_cluster = cluster != reference.clusters[i];
  difference.wrong_cluster = cluster < 0 || cluster >= num_clusters ||
                             !reference.is_tied[static_cast<size_t>(song * num_clusters + cluster)];
  difference.distance = largest_difference(&actual.distances2[i * static_cast<size_t>(num_clusters)],
                                           &reference.distances2[i * static_cast<size_t>(num_clusters)],
                                           num_clusters, /*relative=*/true);
  if (!reference.affect.empty()) {
    const double expected[2] = {reference.affect[2 * i], reference.affect[2 * i + 1]};
    difference.affect = largest_difference(&actual.affect[2 * i], expected, 2, /*relative=*/false);
  }
  return difference;
}

/// Written so that NaN fails.
bool is_allowed(const SongDifference& difference) {
  return !difference.wrong_cluster && difference.distance <= kMaxDistanceDifference &&
         difference.affect <= kMaxAffectDifference;
}

struct Failures {
  int64_t count = 0;
  std::string first;
};

/// Adds one block to the result.
void compare_block(const SongReference& reference, const SongPredictions& actual, const std::string* ids,
                   SongGateResult& result, Failures& failures) {
  const auto num_clusters = static_cast<int64_t>(result.sizes.size());
  for (int64_t i = 0; i < reference.num_songs; ++i) {
    const auto near = reference.is_tied.begin() + i * num_clusters;
    const SongDifference difference = compare_song(reference, actual, i);
    const int32_t cluster = reference.clusters[static_cast<size_t>(i)];
    ++result.num_songs;
    ++result.sizes[static_cast<size_t>(cluster)];
    result.num_ties += std::count(near, near + num_clusters, char{1}) > 1;
    if (!is_allowed(difference)) {
      if (failures.count++ == 0) {
        failures.first = fmt::format(
            "song {}: cluster {}, got {}; squared distances differ by {:.3g} of 1 + themselves (allowed "
            "{:.0e}), affect by {:.3g} (allowed {:.0e})",
            ids[i], cluster, actual.clusters[static_cast<size_t>(i)], difference.distance,
            kMaxDistanceDifference, difference.affect, kMaxAffectDifference);
      }
      continue;
    }
    result.num_cluster_differences += difference.other_cluster;
    result.max_distance_difference = std::max(result.max_distance_difference, difference.distance);
    result.max_affect_difference = std::max(result.max_affect_difference, difference.affect);
  }
}

}  // namespace

SongReference compute_song_reference(const SongModel& model, MatrixView rows) {
  const auto num_clusters = static_cast<size_t>(model.num_clusters);
  const auto num_columns = static_cast<size_t>(model.transform.num_outputs());
  const std::vector<float> points = apply_transform(model.transform, rows);
  SongReference reference;
  reference.num_songs = rows.num_rows;
  reference.clusters =
      assign_rows({points.data(), rows.num_rows, model.transform.num_outputs()},
                  {model.centroids.data(), model.num_clusters, model.transform.num_outputs()})
          .labels;
  if (model.regression.target != "none") {
    reference.affect = predict_affect(model.regression, points.data(), rows.num_rows);
  }
  std::vector<double> expanded, errors(num_columns);
  for (int64_t i = 0; i < rows.num_rows; ++i) {
    const float* point = &points[static_cast<size_t>(i) * num_columns];
    for (size_t k = 0; k < num_clusters; ++k) {
      double distance2 = 0;
      for (size_t p = 0; p < num_columns; ++p) {
        const double difference =
            static_cast<double>(point[p]) - static_cast<double>(model.centroids[k * num_columns + p]);
        distance2 += difference * difference;
      }
      reference.distances2.push_back(distance2);
    }
    const double* distances2 = &reference.distances2[static_cast<size_t>(i) * num_clusters];
    const auto own = static_cast<size_t>(reference.clusters[static_cast<size_t>(i)]);
    bound_transform_errors(model.transform, rows.row(i), expanded, errors);
    for (size_t k = 0; k < num_clusters; ++k) {
      reference.is_tied.push_back(k == own || may_swap(&model.centroids[own * num_columns],
                                                            &model.centroids[k * num_columns],
                                                            distances2[own], distances2[k], errors));
    }
  }
  return reference;
}

SongGateResult check_songs(const SongModel& model, MatrixView rows, const std::vector<std::string>& ids,
                           SongEngine& engine) {
  AFFEKT_CHECK(static_cast<int64_t>(ids.size()) == rows.num_rows, "an id for each song");
  SongGateResult result;
  result.sizes.resize(static_cast<size_t>(model.num_clusters));
  Failures failures;
  ProgressBar progress("export gate, " + engine.name(), std::max<int64_t>(rows.num_rows, 1), "songs");
  for (int64_t begin = 0; begin < rows.num_rows; begin += kBlockRows) {
    throw_if_interrupted("the export");
    const MatrixView block = {rows.row(begin), std::min(kBlockRows, rows.num_rows - begin), rows.num_columns};
    const SongReference reference = compute_song_reference(model, block);
    const SongPredictions actual = engine.predict(block.data, block.num_rows);
    AFFEKT_CHECK(actual.distances2.size() == reference.distances2.size() &&
                     actual.affect.size() == reference.affect.size(),
                 "the engine's model is another one");
    compare_block(reference, actual, &ids[static_cast<size_t>(begin)], result, failures);
    progress.advance(block.num_rows);
  }
  if (failures.count > 0) {
    throw ArtifactError(
        fmt::format("the exported model does not say what affekt's own clustering says, so it was not "
                    "written: with the engine {}, {} of {} songs differ; the first is {}",
                    engine.name(), failures.count, rows.num_rows, failures.first));
  }
  return result;
}

}  // namespace affekt
