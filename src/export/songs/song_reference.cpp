#include "export/songs/song_reference.h"

#include <cmath>
#include <utility>

namespace affekt {
namespace {

constexpr double kUnitRoundoff = 1.0 / (1 << 24);  // of float32

/// Bound on the rounding error of each transformed feature of one song, [P]; see SongReference::is_tied.
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

}  // namespace

SongReference compute_song_reference(const SongModel& model, MatrixView rows) {
  const auto num_clusters = static_cast<size_t>(model.num_clusters);
  const auto num_columns = static_cast<size_t>(model.transform.num_outputs());
  SongAnswers answers = answer_songs(model, rows);
  SongReference reference;
  reference.clusters = std::move(answers.labels);
  reference.affect = std::move(answers.affect);
  std::vector<double> expanded, errors(num_columns);
  for (int64_t i = 0; i < rows.num_rows; ++i) {
    const float* point = &answers.points[static_cast<size_t>(i) * num_columns];
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
                                                       &model.centroids[k * num_columns], distances2[own],
                                                       distances2[k], errors));
    }
  }
  return reference;
}

}  // namespace affekt
