// Nodes and weights of an ONNX graph, put in one by one from plain values, without LibTorch.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace affekt {

/// With the spec's contract as its text; axes and values are denoted as ONNX does (docs/TypeDenotation.md),
/// by their symbols: N, C, H, W, T.
onnx::ValueInfoProto describe_value(const TensorSpec& spec);

/// A node is named as its first output. Nothing is checked here: onnx_package.h does.
class OnnxGraphBuilder {
 public:
  explicit OnnxGraphBuilder(const std::string& name) { graph_.set_name(name); }

  void add_input(const onnx::ValueInfoProto& value) { *graph_.add_input() = value; }
  void add_output(const onnx::ValueInfoProto& value) { *graph_.add_output() = value; }

  /// @return  `output`, for the next node
  std::string add_node(const std::string& op, const std::vector<std::string>& inputs,
                       const std::string& output);
  /// Of several outputs; "": one that nobody wants.
  void add_node_with_outputs(const std::string& op, const std::vector<std::string>& inputs,
                             const std::vector<std::string>& outputs);
  /// Of the node added last.
  void set_attribute(const std::string& name, int64_t value);
  void set_attribute(const std::string& name, float value);
  void set_attribute(const std::string& name, const char* value);
  void set_attribute(const std::string& name, const std::vector<int64_t>& values);

  /// Initializers; dims {}: a scalar. @return  `name`
  std::string add_weight(const std::string& name, const std::vector<int64_t>& dims, const float* values);
  std::string add_weight(const std::string& name, const std::vector<int64_t>& dims,
                         const std::vector<float>& values);
  std::string add_numbers(const std::string& name, const std::vector<int64_t>& values);
  std::string add_number(const std::string& name, int64_t value);  // a scalar
  /// int32. @param dims  of `values`, {}: a scalar
  std::string add_indices(const std::string& name, const std::vector<int64_t>& dims,
                          const std::vector<int32_t>& values);

  /// y = x W' + b: Gemm. @param weight  [num_outputs, num_inputs]  @param bias  [num_outputs]
  std::string add_linear(const std::string& x, const std::vector<float>& weight,
                         const std::vector<float>& bias, const std::string& output);

  /// Wherever the value is made or used, but as an input or output of the graph.
  void rename(const std::string& from, const std::string& to);

  /// Gives the graph away; the object is empty then.
  onnx::GraphProto finish();

 private:
  onnx::AttributeProto& add_attribute(const std::string& name, onnx::AttributeProto::AttributeType type);
  onnx::GraphProto graph_;
};

}  // namespace affekt
