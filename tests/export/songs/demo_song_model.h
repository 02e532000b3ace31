// Made-up songs, clusterings of them with every transform, and their ONNX files: what the tests of exported
// song models share.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "affect/song_model.h"
#include "core/random_stream.h"
#include "export/export_model.h"
#include "export/graph/onnx_package.h"
#include "export/songs/plan_songs.h"
#include "export/songs/song_graph.h"
#include "export/songs/song_metadata.h"
#include "inference/engine.h"

namespace affekt::test {

inline ExportResult export_songs(const ExportRequest& request) {
  return export_model(plan_songs(request), request.run_directory);
}

struct DemoSongs {
  std::vector<std::string> columns;  // [D]
  std::vector<float> features;       // [n, D]

  MatrixView view() const {
    const auto num_columns = static_cast<int64_t>(columns.size());
    return {features.data(), static_cast<int64_t>(features.size()) / num_columns, num_columns};
  }
};

inline double draw_feature(RandomStream& stream, const std::string& column) {
  if (column == "key") return static_cast<double>(stream.below(12));
  if (column == "tempo") return stream.uniform(60, 200);
  if (column == "loudness") return stream.uniform(-40, 0);
  if (column == "year") return 1921 + static_cast<double>(stream.below(100));
  if (column == "duration_ms") return stream.uniform(3e4, 6e5);
  return stream.uniform();
}

inline DemoSongs draw_songs(const std::vector<std::string>& columns, int64_t count) {
  DemoSongs songs;
  songs.columns = columns;
  for (int64_t i = 0; i < count; ++i) {
    RandomStream stream(5, "demo_songs", static_cast<uint64_t>(i));
    for (const auto& column : columns)
      songs.features.push_back(static_cast<float>(draw_feature(stream, column)));
  }
  return songs;
}

struct DemoSongOptions {
  std::string name;  // of the case
  std::vector<std::string> columns = {"danceability", "energy", "key", "loudness", "valence", "tempo"};
  std::string scaling = "standard";
  bool log_tempo = true, circular_key = true;
  int64_t pca_components = 0;
  int64_t num_clusters = 3;
  std::string regression = "ridge";  // ridge | network | none
};

inline LinearMap draw_map(RandomStream& stream, int64_t num_inputs, int64_t num_outputs) {
  LinearMap map;
  map.num_inputs = num_inputs;
  map.num_outputs = num_outputs;
  for (int64_t i = 0; i < num_inputs * num_outputs; ++i)
    map.weight.push_back(static_cast<float>(0.5 * stream.normal()));
  for (int64_t i = 0; i < num_outputs; ++i) map.bias.push_back(static_cast<float>(0.5 * stream.normal()));
  return map;
}

inline CrossValidatedFit make_fit(double r2) {
  return {{r2, r2 / 2}, {r2 - 0.05, r2 / 2 - 0.05}, {r2 + 0.05, r2 / 2 + 0.05}, {0.7, 0.8}, {r2 - 0.1, 0.0},
          {r2, r2}};
}

inline AffectRegression draw_regression(const std::string& exported, int64_t num_inputs) {
  AffectRegression regression;
  if (exported == "none") return regression;
  RandomStream stream(6, "demo_regression");
  regression.target = "deezer";
  regression.num_songs = 200;
  regression.num_folds = 5;
  regression.lambda = 1;
  regression.ridge = draw_map(stream, num_inputs, 2);
  regression.hidden = draw_map(stream, num_inputs, 7);
  regression.output = draw_map(stream, 7, 2);
  regression.ridge_fit = make_fit(0.3);
  regression.network_fit = make_fit(0.35);
  regression.mean_fit = make_fit(0);
  regression.exported = exported;
  return regression;
}

/// Centroids are the points of some songs, moved a little; medians are the middle values.
inline SongModel make_demo_song_model(const DemoSongs& songs, const DemoSongOptions& options) {
  SongModel model;
  model.name = "demo_songs";
  model.seed = 4;
  model.columns = songs.columns;
  model.config_digest = std::string(64, 'c');
  model.data_digest = std::string(64, 'd');
  TransformOptions transform;
  transform.columns = songs.columns;
  transform.scaling = options.scaling;
  transform.log_tempo = options.log_tempo;
  transform.circular_key = options.circular_key;
  transform.pca_components = options.pca_components;
  const MatrixView rows = songs.view();
  model.transform = fit_transform(rows, transform);
  for (int64_t d = 0; d < rows.num_columns; ++d) {
    std::vector<float> column;
    for (int64_t i = 0; i < rows.num_rows; ++i) column.push_back(rows.row(i)[d]);
    std::nth_element(column.begin(), column.begin() + rows.num_rows / 2, column.end());
    model.medians.push_back(column[static_cast<size_t>(rows.num_rows / 2)]);
  }
  const std::vector<float> points = apply_transform(model.transform, rows);
  const int64_t num_points = model.transform.num_outputs();
  RandomStream stream(7, "demo_centroids");
  std::vector<AffectPoint> places;
  for (int64_t k = 0; k < options.num_clusters; ++k) {
    for (int64_t p = 0; p < num_points; ++p) {
      model.centroids.push_back(points[static_cast<size_t>(k * num_points + p)] +
                                static_cast<float>(0.1 * stream.normal()));
    }
    places.push_back({stream.normal(), stream.normal()});
  }
  model.num_clusters = options.num_clusters;
  model.fit = {{"algorithm", "lloyd"}, {"start", "kmeans++"},        {"iterations", 12},
               {"converged", true},    {"inertia", 812.5},           {"num_starts", 10},
               {"num_refilled", 0},    {"num_songs", rows.num_rows}, {"num_dropped", 0},
               {"num_filled", 0}};
  model.regression = draw_regression(options.regression, num_points);
  model.policy = make_emotion_policy(places, "z-scores that the test drew");
  return model;
}

/// model.onnx in memory, as export_songs makes it.
inline std::string export_bytes(const SongModel& model) {
  const SongExport songs = {
      model, std::string(64, 'm'), "songs", number_clusters(model.num_clusters), {}, {}, "", {}};
  return package_onnx_model(make_song_graph(model), "songs of a test", make_song_metadata(songs))
      .SerializeAsString();
}

struct EngineAnswer {
  std::vector<int64_t> clusters;
  std::vector<float> distances2, affect;
};

/// model.onnx in an engine.
class ExportedSongs {
 public:
  ExportedSongs(const std::filesystem::path& onnx, const std::string& engine)
      : model(read_onnx_model(onnx)), engine_(make_engine(engine, *model)) {}

  /// @param rows  [count, D]
  EngineAnswer predict(const float* rows, int64_t count) {
    const auto features = HostTensor::of<float>({count, model->inputs.at(0).axes.at(1).size}, rows);
    const HostTensors outputs = engine_->run({{"features", features}});
    EngineAnswer answer;
    copy(outputs, "cluster", answer.clusters);
    copy(outputs, "distances2", answer.distances2);
    if (outputs.count("affect") > 0) copy(outputs, "affect", answer.affect);
    return answer;
  }

  const SharedOnnxModel model;

 private:
  template <class T>
  static void copy(const HostTensors& outputs, const char* name, std::vector<T>& to) {
    const HostTensor& tensor = outputs.at(name);
    to.assign(tensor.values<T>(), tensor.values<T>() + tensor.count());
  }

  const std::unique_ptr<InferenceEngine> engine_;
};

inline ExportedSongs load_song_model(const SongModel& model, const std::string& engine,
                                     const std::filesystem::path& path) {
  std::ofstream(path, std::ios::binary) << export_bytes(model);
  return {path, engine};
}

/// Squared distances to all centroids in double, [K], out of what the transform's numbers mean: no product of
/// matrices, no float32, none of the functions under test.
inline std::vector<double> calculate_distances2(const SongModel& model, const float* row) {
  const FeatureTransform& transform = model.transform;
  std::vector<double> expanded;
  for (size_t d = 0; d < transform.steps.size(); ++d) {
    const double x = static_cast<double>(row[d]), angle = x * std::acos(-1.0) / 6;
    if (transform.steps[d].kind == "circle") {
      expanded.insert(expanded.end(), {std::cos(angle), std::sin(angle)});
    } else {
      expanded.push_back(transform.steps[d].kind == "log" ? std::log(x) : x);
    }
  }
  std::vector<double> scaled, point;
  for (size_t e = 0; e < expanded.size(); ++e)
    scaled.push_back((expanded[e] - transform.centre[e]) / transform.scale[e]);
  for (size_t p = 0; p < transform.output_names.size(); ++p) {
    double value = 0;
    for (size_t e = 0; e < scaled.size(); ++e) {
      const double weight = transform.components.empty() ? static_cast<double>(p == e)
                                                         : transform.components[p * scaled.size() + e];
      value += weight * scaled[e];
    }
    point.push_back(value);
  }
  std::vector<double> distances2;
  for (size_t k = 0; k < static_cast<size_t>(model.num_clusters); ++k) {
    double sum = 0;
    for (size_t p = 0; p < point.size(); ++p) {
      const double difference = point[p] - static_cast<double>(model.centroids[k * point.size() + p]);
      sum += difference * difference;
    }
    distances2.push_back(sum);
  }
  return distances2;
}

}  // namespace affekt::test
