#include "export/graph/onnx_graph_builder.h"

#include <fmt/format.h>

#include <functional>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "inference/onnx_model.h"

namespace affekt {
namespace {

int64_t count_values(const std::vector<int64_t>& dims) {
  return std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>());
}

/// What ONNX calls such an axis; empty: it has no word for it.
std::string denotation_of(const Axis& axis) {
  static const std::map<std::string, std::string> words = {{"N", "DATA_BATCH"},
                                                           {"C", "DATA_CHANNEL"},
                                                           {"H", "DATA_FEATURE"},
                                                           {"W", "DATA_FEATURE"},
                                                           {"T", "DATA_TIME"}};
  const auto found = words.find(axis.symbol);
  return found == words.end() ? "" : found->second;
}

std::string symbols_of(const TensorSpec& spec) {
  std::string symbols;
  for (const Axis& axis : spec.axes) symbols += axis.symbol;
  return symbols;
}

}  // namespace

onnx::ValueInfoProto describe_value(const TensorSpec& spec) {
  onnx::ValueInfoProto value;
  value.set_name(spec.name);
  value.set_doc_string(spec.contract);
  auto* tensor = value.mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx_type_of(spec.type));
  for (const Axis& axis : spec.axes) {
    auto* dim = tensor->mutable_shape()->add_dim();
    if (axis.is_free()) {
      dim->set_dim_param(axis.symbol);
    } else {
      dim->set_dim_value(axis.size);
    }
    if (!denotation_of(axis).empty()) dim->set_denotation(denotation_of(axis));
  }
  if (symbols_of(spec) == "NCHW") value.mutable_type()->set_denotation("IMAGE");
  if (symbols_of(spec) == "NT") value.mutable_type()->set_denotation("AUDIO");
  return value;
}

std::string OnnxGraphBuilder::add_node(const std::string& op, const std::vector<std::string>& inputs,
                                       const std::string& output) {
  add_node_with_outputs(op, inputs, std::vector<std::string>(1, output));
  return output;
}

void OnnxGraphBuilder::add_node_with_outputs(const std::string& op, const std::vector<std::string>& inputs,
                                             const std::vector<std::string>& outputs) {
  auto* node = graph_.add_node();
  node->set_op_type(op);
  for (const auto& input : inputs) node->add_input(input);
  for (const auto& output : outputs) {
    if (node->name().empty()) node->set_name(output);
    node->add_output(output);
  }
}

onnx::AttributeProto& OnnxGraphBuilder::add_attribute(const std::string& name,
                                                      onnx::AttributeProto::AttributeType type) {
  auto* attribute = graph_.mutable_node(graph_.node_size() - 1)->add_attribute();
  attribute->set_name(name);
  attribute->set_type(type);
  return *attribute;
}

void OnnxGraphBuilder::set_attribute(const std::string& name, int64_t value) {
  add_attribute(name, onnx::AttributeProto::INT).set_i(value);
}

void OnnxGraphBuilder::set_attribute(const std::string& name, float value) {
  add_attribute(name, onnx::AttributeProto::FLOAT).set_f(value);
}

void OnnxGraphBuilder::set_attribute(const std::string& name, const char* value) {
  add_attribute(name, onnx::AttributeProto::STRING).set_s(value);
}

void OnnxGraphBuilder::set_attribute(const std::string& name, const std::vector<int64_t>& values) {
  auto& attribute = add_attribute(name, onnx::AttributeProto::INTS);
  for (const int64_t value : values) attribute.add_ints(value);
}

std::string OnnxGraphBuilder::add_weight(const std::string& name, const std::vector<int64_t>& dims,
                                         const float* values) {
  auto* weight = graph_.add_initializer();
  weight->set_name(name);
  weight->set_data_type(onnx::TensorProto::FLOAT);
  for (const int64_t dim : dims) weight->add_dims(dim);
  weight->set_raw_data(values, static_cast<size_t>(count_values(dims)) * sizeof(float));
  return name;
}

std::string OnnxGraphBuilder::add_weight(const std::string& name, const std::vector<int64_t>& dims,
                                         const std::vector<float>& values) {
  AFFEKT_CHECK(count_values(dims) == static_cast<int64_t>(values.size()),
               fmt::format("{}: {} values in a tensor of {}", name, values.size(), count_values(dims)));
  return add_weight(name, dims, values.data());
}

std::string OnnxGraphBuilder::add_numbers(const std::string& name, const std::vector<int64_t>& values) {
  auto* numbers = graph_.add_initializer();
  numbers->set_name(name);
  numbers->set_data_type(onnx::TensorProto::INT64);
  numbers->add_dims(static_cast<int64_t>(values.size()));
  numbers->set_raw_data(values.data(), values.size() * sizeof(int64_t));
  return name;
}

std::string OnnxGraphBuilder::add_number(const std::string& name, int64_t value) {
  auto* number = graph_.add_initializer();
  number->set_name(name);
  number->set_data_type(onnx::TensorProto::INT64);
  number->set_raw_data(&value, sizeof value);
  return name;
}

std::string OnnxGraphBuilder::add_indices(const std::string& name, const std::vector<int64_t>& dims,
                                          const std::vector<int32_t>& values) {
  AFFEKT_CHECK(count_values(dims) == static_cast<int64_t>(values.size()),
               fmt::format("{}: {} values in a tensor of {}", name, values.size(), count_values(dims)));
  auto* indices = graph_.add_initializer();
  indices->set_name(name);
  indices->set_data_type(onnx::TensorProto::INT32);
  for (const int64_t dim : dims) indices->add_dims(dim);
  indices->set_raw_data(values.data(), values.size() * sizeof(int32_t));
  return name;
}

std::string OnnxGraphBuilder::add_linear(const std::string& x, const std::vector<float>& weight,
                                         const std::vector<float>& bias, const std::string& output) {
  const auto num_outputs = static_cast<int64_t>(bias.size());
  AFFEKT_CHECK(num_outputs > 0 && weight.size() % bias.size() == 0,
               fmt::format("{}: {} weights for {} outputs", output, weight.size(), num_outputs));
  const auto num_inputs = static_cast<int64_t>(weight.size()) / num_outputs;
  const std::string w = add_weight(output + ".weight", {num_outputs, num_inputs}, weight);
  const std::string b = add_weight(output + ".bias", {num_outputs}, bias);
  add_node("Gemm", {x, w, b}, output);
  set_attribute("transB", int64_t{1});
  return output;
}

void OnnxGraphBuilder::rename(const std::string& from, const std::string& to) {
  for (auto& node : *graph_.mutable_node()) {
    for (auto& input : *node.mutable_input())
      if (input == from) input = to;
    for (auto& output : *node.mutable_output())
      if (output == from) output = to;
    if (node.name() == from) node.set_name(to);
  }
}

onnx::GraphProto OnnxGraphBuilder::finish() {
  return std::exchange(graph_, {});
}

}  // namespace affekt
