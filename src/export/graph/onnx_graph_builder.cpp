#include "export/graph/onnx_graph_builder.h"

#include <fmt/format.h>

#include <functional>
#include <numeric>
#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

void describe_value(onnx::ValueInfoProto& value, const std::string& name, onnx::TensorProto::DataType type,
                    int64_t size, const std::string& doc) {
  value.set_name(name);
  value.set_doc_string(doc);
  auto* tensor = value.mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(type);
  auto* batch = tensor->mutable_shape()->add_dim();
  batch->set_dim_param("N");
  batch->set_denotation("DATA_BATCH");
  if (size > 0) tensor->mutable_shape()->add_dim()->set_dim_value(size);
}

}  // namespace

std::string OnnxGraphBuilder::add_input(const std::string& name, int64_t size, const std::string& doc) {
  describe_value(*graph_.add_input(), name, onnx::TensorProto::FLOAT, size, doc);
  return name;
}

void OnnxGraphBuilder::add_output(const std::string& name, onnx::TensorProto::DataType type, int64_t size,
                            const std::string& doc) {
  describe_value(*graph_.add_output(), name, type, size, doc);
}

std::string OnnxGraphBuilder::add_node(const std::string& op, const std::vector<std::string>& inputs,
                                 const std::string& output) {
  auto* node = graph_.add_node();
  node->set_op_type(op);
  node->set_name(output);
  for (const auto& input : inputs) node->add_input(input);
  node->add_output(output);
  return output;
}

void OnnxGraphBuilder::set_attribute(const std::string& name, int64_t value) {
  auto* attribute = graph_.mutable_node(graph_.node_size() - 1)->add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

std::string OnnxGraphBuilder::add_weight(const std::string& name, const std::vector<int64_t>& dims,
                                   const std::vector<float>& values) {
  const int64_t count = std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>());
  AFFEKT_CHECK(count == static_cast<int64_t>(values.size()),
               fmt::format("{}: {} values in a tensor of {}", name, values.size(), count));
  auto* weight = graph_.add_initializer();
  weight->set_name(name);
  weight->set_data_type(onnx::TensorProto::FLOAT);
  for (const int64_t dim : dims) weight->add_dims(dim);
  weight->set_raw_data(values.data(), values.size() * sizeof(float));
  return name;
}

std::string OnnxGraphBuilder::add_numbers(const std::string& name, const std::vector<int64_t>& values) {
  auto* numbers = graph_.add_initializer();
  numbers->set_name(name);
  numbers->set_data_type(onnx::TensorProto::INT64);
  numbers->add_dims(static_cast<int64_t>(values.size()));
  numbers->set_raw_data(values.data(), values.size() * sizeof(int64_t));
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
  set_attribute("transB", 1);
  return output;
}

onnx::GraphProto OnnxGraphBuilder::finish() {
  return std::exchange(graph_, {});
}

}  // namespace affekt
