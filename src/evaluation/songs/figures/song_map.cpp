#include "evaluation/songs/figures/song_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

using nlohmann::json;

bool all_in_one_place(MatrixView points) {
  for (int64_t i = 1; i < points.num_rows; ++i)
    if (!std::equal(points.row(i), points.row(i) + points.num_columns, points.row(0))) return false;
  return true;
}

/// What an axis of the map is made of, in the columns before the model's own PCA.
std::vector<double> expand_loadings(const double* of_outputs, const FeatureTransform& transform) {
  const auto num_outputs = static_cast<size_t>(transform.num_outputs());
  if (transform.components.empty()) return {of_outputs, of_outputs + num_outputs};
  const size_t num_expanded = transform.expanded_names.size();
  std::vector<double> loadings(num_expanded, 0);
  for (size_t p = 0; p < num_outputs; ++p)
    for (size_t e = 0; e < num_expanded; ++e)
      loadings[e] += of_outputs[p] * transform.components[p * num_expanded + e];
  return loadings;
}

json describe_axis(const SongMap::Axis& axis, const std::vector<std::string>& columns) {
  json loadings = json::object();
  for (size_t e = 0; e < columns.size(); ++e) loadings[columns[e]] = axis.loadings[e];
  return {{"explained", axis.explained}, {"loadings", loadings}};
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
  AFFEKT_CHECK(pca.num_outputs() == 2 && pca.explained_variance.size() == 2, "a plane has two axes");

  SongMap map;
  map.columns = input.transform.expanded_names;
  map.num_songs = input.points.num_rows;
  map.horizontal = {pca.explained_variance[0], expand_loadings(pca.components.data(), input.transform)};
  map.vertical = {pca.explained_variance[1],
                  expand_loadings(pca.components.data() + input.points.num_columns, input.transform)};
  const std::vector<float> centroids = apply_transform(pca, input.centroids);  // [K, 2]
  for (int64_t k = 0; k < input.centroids.num_rows; ++k) {
    map.centroid_x.push_back(centroids[static_cast<size_t>(2 * k)]);
    map.centroid_y.push_back(centroids[static_cast<size_t>(2 * k + 1)]);
  }
  RandomStream stream(static_cast<uint64_t>(input.seed), "song_report_map");
  std::vector<int64_t> drawn = draw_permutation(stream, input.points.num_rows);
  drawn.resize(static_cast<size_t>(std::min(input.max_drawn, input.points.num_rows)));
  const std::vector<float> songs = apply_transform(pca, input.points);  // [n, 2]
  for (const int64_t i : drawn) {
    map.x.push_back(songs[static_cast<size_t>(2 * i)]);
    map.y.push_back(songs[static_cast<size_t>(2 * i + 1)]);
    map.labels.push_back(input.labels[static_cast<size_t>(i)]);
  }
  return map;
}

json describe_song_map(const SongMap& map) {
  json centroids = json::array();
  for (size_t k = 0; k < map.centroid_x.size(); ++k)
    centroids.push_back({map.centroid_x[k], map.centroid_y[k]});
  return {{"method", "PCA of the clustered space"},
          {"horizontal", describe_axis(map.horizontal, map.columns)},
          {"vertical", describe_axis(map.vertical, map.columns)},
          {"explained", map.horizontal.explained + map.vertical.explained},
          {"num_drawn", map.x.size()},
          {"num_songs", map.num_songs},
          {"centroids", centroids}};
}

}  // namespace affekt
