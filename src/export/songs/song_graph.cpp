#include "export/songs/song_graph.h"

#include <fmt/format.h>

#include "affect/song_onnx.h"
#include "core/error.h"
#include "export/graph/onnx_graph_builder.h"

namespace affekt {
namespace {

// Of the circle of 12 keys; float32, as feature_transform.cpp has it.
constexpr float kRadiansPerKey = 0.52359877559829887f;

/// [N, size], N free; size 0: [N]
onnx::ValueInfoProto describe_rows(const char* name, DType type, int64_t size, const char* doc) {
  TensorSpec spec = {name, type, {{0, "N"}}, doc};
  if (size > 0) spec.axes.push_back({size, ""});
  return describe_value(spec);
}

/// Columns begin..end-1 of the input; the input itself if those are all.
std::string add_slice(OnnxGraphBuilder& graph, const FeatureTransform& transform, int64_t begin,
                      int64_t end) {
  if (begin == 0 && end == transform.num_inputs()) return song_value::kFeatures;
  const std::string name = end == begin + 1 ? "column_" + transform.steps[static_cast<size_t>(begin)].column
                                            : fmt::format("columns_{}_to_{}", begin, end - 1);
  return graph.add_node("Slice",
                        {song_value::kFeatures, graph.add_numbers(name + ".begin", {begin}),
                         graph.add_numbers(name + ".end", {end}), graph.add_numbers(name + ".axis", {1})},
                        name);
}

/// [N, D] -> [N, E]: runs of columns that stay as they are in one piece each, logarithms, circles.
std::string add_expansion(OnnxGraphBuilder& graph, const FeatureTransform& transform) {
  std::vector<std::string> parts;
  int64_t run = 0;  // where the columns that stay as they are began
  const auto end_run = [&](int64_t end) {
    if (run < end) parts.push_back(add_slice(graph, transform, run, end));
  };
  for (int64_t d = 0; d < transform.num_inputs(); ++d) {
    const auto& step = transform.steps[static_cast<size_t>(d)];
    if (step.kind == "linear") continue;
    end_run(d);
    run = d + 1;
    const std::string column = add_slice(graph, transform, d, d + 1);
    if (step.kind == "log") {
      parts.push_back(graph.add_node("Log", {column}, "log_" + step.column));
    } else {
      AFFEKT_CHECK(step.kind == "circle", "unknown transform of a column: " + step.kind);
      const std::string factor = graph.add_weight(step.column + "_angle.factor", {}, {kRadiansPerKey});
      const std::string angle = graph.add_node("Mul", {column, factor}, step.column + "_angle");
      parts.push_back(graph.add_node("Cos", {angle}, step.column + "_cos"));
      parts.push_back(graph.add_node("Sin", {angle}, step.column + "_sin"));
    }
  }
  end_run(transform.num_inputs());
  if (parts.size() == 1) return parts[0];
  graph.add_node("Concat", parts, "expanded");
  graph.set_attribute("axis", int64_t{1});
  return "expanded";  // [N, E]
}

/// K identities below each other: [K * P, P].
std::vector<float> make_copies(int64_t num_clusters, int64_t num_columns) {
  std::vector<float> weight(static_cast<size_t>(num_clusters * num_columns * num_columns), 0.f);
  for (int64_t row = 0; row < num_clusters * num_columns; ++row) {
    weight[static_cast<size_t>(row * num_columns + row % num_columns)] = 1.f;
  }
  return weight;
}

void add_clusters(OnnxGraphBuilder& graph, const SongModel& model, const std::string& points) {
  const int64_t num_columns = model.transform.num_outputs();
  std::vector<float> minus_centroids;
  for (const float value : model.centroids) minus_centroids.push_back(-value);
  const std::string differences = graph.add_linear(points, make_copies(model.num_clusters, num_columns),
                                                   minus_centroids, "differences");  // [N, K * P]
  const std::string squares = graph.add_node("Mul", {differences, differences}, "squares");
  const std::string by_cluster =
      graph.add_node("Reshape", {squares, graph.add_numbers("squares_by_cluster.shape", {-1, num_columns})},
                     "squares_by_cluster");  // [N * K, P]
  const std::string sums =
      graph.add_linear(by_cluster, std::vector<float>(static_cast<size_t>(num_columns), 1.f), {0.f},
                       "sums_of_squares");  // [N * K, 1]
  graph.add_node("Reshape", {sums, graph.add_numbers("distances2.shape", {-1, model.num_clusters})},
                 song_value::kDistances2);
}

void add_affect(OnnxGraphBuilder& graph, const AffectRegression& regression, const std::string& points) {
  if (regression.exported == "ridge") {
    graph.add_linear(points, regression.ridge.weight, regression.ridge.bias, song_value::kAffect);
    return;
  }
  AFFEKT_CHECK(regression.exported == "network", "unknown regression: " + regression.exported);
  const std::string hidden =
      graph.add_linear(points, regression.hidden.weight, regression.hidden.bias, "hidden");
  const std::string active = graph.add_node("Relu", {hidden}, "active");
  graph.add_linear(active, regression.output.weight, regression.output.bias, song_value::kAffect);
}

}  // namespace

onnx::GraphProto make_song_graph(const SongModel& model) {
  const FeatureTransform& transform = model.transform;
  AFFEKT_CHECK(transform.num_inputs() == static_cast<int64_t>(model.columns.size()),
               "the transform is not of the model's columns");
  AFFEKT_CHECK(model.num_clusters > 0 && static_cast<int64_t>(model.centroids.size()) ==
                                             model.num_clusters * transform.num_outputs(),
               "the centroids are not in the transformed space");
  const bool has_affect = model.regression.target != "none";
  OnnxGraphBuilder graph("song_kmeans");
  graph.add_input(describe_rows(song_value::kFeatures, DType::kFloat32, transform.num_inputs(),
                                "raw features, in the order of affekt.columns"));
  const std::string points = graph.add_linear(add_expansion(graph, transform), transform.weight,
                                              transform.bias, "points");  // [N, P]
  add_clusters(graph, model, points);
  if (has_affect) add_affect(graph, model.regression, points);
  // Last, so that whoever wants distances alone need not compute it.
  graph.add_node("ArgMin", {song_value::kDistances2}, song_value::kCluster);
  graph.set_attribute("axis", int64_t{1});
  graph.set_attribute("keepdims", int64_t{0});

  graph.add_output(describe_rows(song_value::kCluster, DType::kInt64, 0, "index of the nearest centroid"));
  graph.add_output(describe_rows(song_value::kDistances2, DType::kFloat32, model.num_clusters,
                                 "squared distance to each centroid, in the transformed space"));
  if (has_affect)
    graph.add_output(describe_rows(song_value::kAffect, DType::kFloat32, 2, "valence and arousal"));
  return graph.finish();
}

}  // namespace affekt
