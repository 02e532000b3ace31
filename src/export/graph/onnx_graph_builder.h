// Nodes and weights of an ONNX graph, put in one by one from plain vectors, without LibTorch.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// A node is named as its only output. Nothing is checked here: onnx_package.h does.
class OnnxGraphBuilder {
 public:
  explicit OnnxGraphBuilder(const std::string& name) { graph_.set_name(name); }

  /// float32 [N, size]
  std::string add_input(const std::string& name, int64_t size, const std::string& doc);
  /// [N, size], N free; size 0: [N]
  void add_output(const std::string& name, onnx::TensorProto::DataType type, int64_t size,
                  const std::string& doc);

  /// @return  `output`, for the next node
  std::string add_node(const std::string& op, const std::vector<std::string>& inputs,
                       const std::string& output);
  /// Of the node added last.
  void set_attribute(const std::string& name, int64_t value);

  /// Initializers; dims {}: a scalar. @return  `name`
  std::string add_weight(const std::string& name, const std::vector<int64_t>& dims,
                         const std::vector<float>& values);
  std::string add_numbers(const std::string& name, const std::vector<int64_t>& values);

  /// y = x W' + b: Gemm. @param weight  [num_outputs, num_inputs]  @param bias  [num_outputs]
  std::string add_linear(const std::string& x, const std::vector<float>& weight,
                         const std::vector<float>& bias, const std::string& output);

  /// Gives the graph away; the object is empty then.
  onnx::GraphProto finish();

 private:
  onnx::GraphProto graph_;
};

}  // namespace affekt
