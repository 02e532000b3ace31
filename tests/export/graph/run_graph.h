// An ONNX graph of a test, run in ONNX Runtime.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "export/graph/onnx_graph_builder.h"
#include "export/graph/onnx_package.h"
#include "inference/engine.h"

namespace affekt::test {

/// Checked and loaded once, as an exported file is. @throws as the engine does
class RunnableGraph {
 public:
  RunnableGraph(onnx::GraphProto graph, const std::filesystem::path& folder,
                const std::string& engine = "onnxruntime") {
    const auto path = folder / "model.onnx";
    write_text_atomically(
        path, package_onnx_model(std::move(graph), "a graph of a test",
                                 {{"affekt.labels", "[\"a\"]"}, {"affekt.weights_digest", "of a test"}})
                  .SerializeAsString());
    model_ = read_onnx_model(path);
    engine_ = make_engine(engine, *model_);
  }

  HostTensors run(const HostTensors& inputs) { return engine_->run(inputs); }
  const OnnxModel& model() const { return *model_; }

  /// What the engine says of these; "accepted" if it takes them.
  std::string refusal_of(const HostTensors& inputs) {
    try {
      engine_->run(inputs);
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  }

 private:
  SharedOnnxModel model_;
  std::unique_ptr<InferenceEngine> engine_;
};

inline HostTensor int64_tensor(std::vector<int64_t> shape, const std::vector<int64_t>& values) {
  return HostTensor::of<int64_t>(std::move(shape), values.data());
}
inline HostTensor float_tensor(std::vector<int64_t> shape, const std::vector<float>& values) {
  return HostTensor::of<float>(std::move(shape), values.data());
}

/// @param axes  a positive size, or 0 for a free axis: its symbol is then the next one of `symbols`
inline onnx::ValueInfoProto value_info(const std::string& name, DType type, const std::vector<int64_t>& axes,
                                       const std::string& symbols = "") {
  TensorSpec spec = {name, type, {}, "of a test"};
  size_t next = 0;
  for (const int64_t size : axes)
    spec.axes.push_back(size > 0 ? Axis{size, ""} : Axis{0, symbols.substr(next++, 1)});
  return describe_value(spec);
}

}  // namespace affekt::test
