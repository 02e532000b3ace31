#include "evaluation/songs/figures/song_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/random_stream.h"

namespace affekt {
namespace {

using nlohmann::json;

bool all_in_one_place(MatrixView points) {
  for (int64_t i = 1; i < points.num_rows; ++i)
    if (!std::equal(points.row(i), points.row(i) + points.num_columns, points.row(0))) return false;
  return true;
}

/// @param of_outputs  what the axis is made of: loadings of the clustered space, [P]
json describe_axis(double explained, const double* of_outputs, const FeatureTransform& transform) {
  const size_t num_expanded = transform.expanded_names.size(), num_outputs = transform.output_names.size();
  json loadings = json::object();
  for (size_t e = 0; e < num_expanded; ++e) {
    double loading = transform.components.empty() ? of_outputs[e] : 0;
    for (size_t p = 0; !transform.components.empty() && p < num_outputs; ++p)  // before the model's own PCA
      loading += of_outputs[p] * transform.components[p * num_expanded + e];
    loadings[transform.expanded_names[e]] = loading;
  }
  return {{"explained", explained}, {"loadings", loadings}};
}

}  // namespace

std::optional<SongMap> make_song_map(const SongMapInput& input) {
  if (input.points.num_columns < 2 || all_in_one_place(input.points)) return std::nullopt;
  TransformOptions options;
  options.columns = input.transform.output_names;
  options.scaling = "none";  // the space is scaled already
  options.log_tempo = false;
  options.circular_key = false;
  options.pca_components = 2;
  const FeatureTransform pca = fit_transform(input.points, options);
  SongMap map;
  const std::vector<float> places = apply_transform(pca, input.centroids);  // [K, 2]
  json centroids = json::array();
  for (size_t k = 0; 2 * k < places.size(); ++k) centroids.push_back({places[2 * k], places[2 * k + 1]});
  RandomStream stream(static_cast<uint64_t>(input.seed), "song_report_map");
  std::vector<int64_t> drawn = draw_permutation(stream, input.points.num_rows);
  drawn.resize(static_cast<size_t>(std::min(input.max_drawn, input.points.num_rows)));
  const std::vector<float> songs = apply_transform(pca, input.points);  // [n, 2]
  for (const int64_t i : drawn) {
    map.x.push_back(songs[static_cast<size_t>(2 * i)]);
    map.y.push_back(songs[static_cast<size_t>(2 * i + 1)]);
    map.labels.push_back(input.labels[static_cast<size_t>(i)]);
  }
  const double* components = pca.components.data();
  const std::vector<double>& explained = pca.explained_variance;
  map.facts = {
      {"method", "PCA of the clustered space"},
      {"horizontal", describe_axis(explained[0], components, input.transform)},
      {"vertical", describe_axis(explained[1], components + input.points.num_columns, input.transform)},
      {"explained", explained[0] + explained[1]},
      {"num_drawn", map.x.size()},
      {"num_songs", input.points.num_rows},
      {"centroids", centroids}};
  return map;
}

}  // namespace affekt
