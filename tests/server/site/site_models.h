// Models of faces and voices, small enough to be written by a test, as the sources of a site.
#pragma once

#include <cstdlib>
#include <string>

#include "core/random_stream.h"
#include "server/site/write_site.h"
#include "tests/inference/tiny_model.h"

namespace affekt::testing_server {

/// pixels [N, C, side, side] -> softmax of two sums of all pixels, each with weights of its own: [N, 2].
inline onnx::ModelProto make_weighted_face_model(int64_t channels, int64_t side) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  auto* graph = model.mutable_graph();
  graph->set_name("weighted");
  test::add_float_value(graph->add_input(), "pixels", {channels, side, side});
  test::add_float_value(graph->add_output(), "probabilities", {2});
  const int64_t num_pixels = channels * side * side;
  RandomStream stream(1, "test_weights");
  std::vector<float> weights;
  for (int64_t i = 0; i < 2 * num_pixels; ++i) weights.push_back(static_cast<float>(0.001 * stream.normal()));
  test::add_weight(graph, "weights", {2, num_pixels}, weights);
  test::add_weight(graph, "bias", {2}, {0, 0});
  test::add_int(test::add_node(graph, "Flatten", {"pixels"}, "flat"), "axis", 1);
  test::add_int(test::add_node(graph, "Gemm", {"flat", "weights", "bias"}, "sums"), "transB", 1);
  test::add_int(test::add_node(graph, "Softmax", {"sums"}, "probabilities"), "axis", 1);
  test::add_provenance(model);
  return model;
}

/// Files in a folder of their own; the classes are happy and sad.
class SiteModelFiles {
 public:
  SiteModelFiles() {
    write("face.onnx", make_weighted_face_model(3, 24));
    write("voice.onnx", test::make_mean_model());
  }
  void write(const std::string& name, onnx::ModelProto model,
             const char* labels = R"(["happy","sad"])") const {
    test::set_metadata(model, "affekt.labels", labels);  // the last one of a key counts
    test::write_bytes(folder_ / name, model.SerializeAsString());
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  SiteSources sources() const { return {path("face.onnx"), path("voice.onnx")}; }

 private:
  const test::TemporaryFolder folder_;
};

}  // namespace affekt::testing_server
