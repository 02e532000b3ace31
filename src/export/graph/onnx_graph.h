// A network's description of itself (models/graph_sink.h) -> an ONNX graph in memory, one node a call.
#pragma once

#include <onnx/onnx_pb.h>
#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "export/graph/graph_shape.h"
#include "export/graph/onnx_graph_builder.h"
#include "models/graph_sink.h"
#include "models/network.h"

namespace affekt {

/// Collects nodes and weights. Only operators that OpenCV 4.6's dnn module and ONNX Runtime both compute
/// right for every N and every length. Shapes are followed along the way, so that a block that describes
/// itself wrongly is found at once.
class OnnxGraph : public GraphSink {
 public:
  /// @param name    the graph's name, as viewers show it
  /// @param inputs  the first axis of each is the batch
  OnnxGraph(const std::string& name, const std::vector<TensorSpec>& inputs);

  GraphValues inputs() const;

  GraphValue convolution(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                         Extent2d stride, Extent2d padding, const std::string& layer) override;
  GraphValue batch_norm(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                        const torch::Tensor& mean, const torch::Tensor& variance, double epsilon,
                        const std::string& layer) override;
  GraphValue instance_norm(const GraphValue& x, double epsilon, const std::string& layer) override;
  GraphValue relu(const GraphValue& x) override { return add_elementwise("Relu", "relu", x); }
  GraphValue sigmoid(const GraphValue& x) override { return add_elementwise("Sigmoid", "sigmoid", x); }
  GraphValue logarithm(const GraphValue& x) override { return add_elementwise("Log", "logarithm", x); }
  GraphValue square_root(const GraphValue& x) override { return add_elementwise("Sqrt", "square_root", x); }
  GraphValue add(const GraphValue& a, const GraphValue& b) override {
    return add_elementwise("Add", "add", a, b);
  }
  GraphValue subtract(const GraphValue& a, const GraphValue& b) override {
    return add_elementwise("Sub", "subtract", a, b);
  }
  GraphValue multiply(const GraphValue& a, const GraphValue& b) override {
    return add_elementwise("Mul", "multiply", a, b);
  }
  GraphValue scale_channels(const GraphValue& x, const GraphValue& scale) override;
  GraphValue add_constant(const GraphValue& x, double constant, const std::string& layer) override;
  GraphValue resize_bilinear(const GraphValue& x, Extent2d size) override;
  GraphValue max_pool(const GraphValue& x, int64_t kernel, int64_t stride, int64_t padding) override;
  GraphValue spatial_mean(const GraphValue& x) override;
  GraphValue global_average_pool(const GraphValue& x) override { return flatten(spatial_mean(x)); }
  GraphValue reshape(const GraphValue& x, const std::vector<int64_t>& shape) override;
  GraphValue transpose(const GraphValue& x, const std::vector<int64_t>& order) override;
  GraphValue concatenate(const std::vector<GraphValue>& parts) override;
  GraphValue softmax(const GraphValue& x) override;
  GraphValue matrix_product(const GraphValue& a, const GraphValue& b) override;
  GraphValue flatten(const GraphValue& x) override;
  GraphValue linear(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                    const std::string& layer) override;

  /// softmax(logits / temperature). @param logits  [N, K] @param temperature  > 0; 1 adds no node
  GraphValue probabilities(const GraphValue& logits, double temperature);

  /// Names these values as the outputs are named and gives the graph away; the object is empty then.
  /// @param values  one for each output, by its name: of its shape, each another value and none an input
  onnx::GraphProto finish(const std::vector<TensorSpec>& outputs, const GraphValues& values);

 private:
  /// @param layer  the node's name, unique; the value that it gives is named the same
  GraphValue add_node(const char* op, const std::string& layer, const std::vector<std::string>& inputs,
                      GraphShape shape);
  /// An operator of one input that keeps its shape.
  GraphValue add_elementwise(const char* op, const char* kind, const GraphValue& x);
  /// An operator of two inputs of one shape.
  GraphValue add_elementwise(const char* op, const char* kind, const GraphValue& a, const GraphValue& b);
  /// The mean of each sample and channel in all its places: [N, C, H, W], one of H and W may be free.
  GraphValue spread_mean(const GraphValue& x, const std::string& layer);
  /// Resize [N, C, H, W] to [N, C, size], rounding no output size down; its attributes are the caller's.
  GraphValue add_resize(const std::string& kind, const GraphValue& x, Extent2d size);
  /// Wherever the value is made or used.
  void rename(const std::string& from, const std::string& to);
  std::string add_weight(const std::string& name, const torch::Tensor& tensor);
  template <class Value>
  void set_attribute(const char* name, const Value& value) {
    graph_.set_attribute(name, value);
  }
  const GraphShape& shape_of(const GraphValue& value) const;
  /// "relu_3": for operators without weights, which have no name of their own.
  std::string next_name(const std::string& kind);

  OnnxGraphBuilder graph_;
  std::vector<std::string> inputs_;
  std::map<std::string, GraphShape> shapes_;
  std::map<std::string, int> counts_;
};

}  // namespace affekt
