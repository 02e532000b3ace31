#include "export/onnx_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

int64_t product(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (int64_t size : shape) count *= size;
  return count;
}

int64_t window_output(int64_t size, int64_t kernel, int64_t stride, int64_t padding) {
  return (size + 2 * padding - kernel) / stride + 1;
}

void check_vector(const torch::Tensor& tensor, int64_t size, const std::string& layer) {
  AFFEKT_CHECK(tensor.defined() && tensor.dim() == 1 && tensor.size(0) == size,
               fmt::format("{}: a parameter is not a vector of {} numbers", layer, size));
}

void describe_axes(onnx::TypeProto* type, const std::vector<int64_t>& shape,
                   const std::vector<const char*>& denotations) {
  auto* tensor = type->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  auto* batch = tensor->mutable_shape()->add_dim();
  batch->set_dim_param(kOnnxBatchAxis);
  batch->set_denotation("DATA_BATCH");
  for (size_t i = 0; i < shape.size(); ++i) {
    auto* dim = tensor->mutable_shape()->add_dim();
    dim->set_dim_value(shape[i]);
    if (i < denotations.size()) dim->set_denotation(denotations[i]);
  }
}

}  // namespace

OnnxGraph::OnnxGraph(const std::string& name, const InputShape& input) {
  graph_.set_name(name);
  auto* info = graph_.add_input();
  info->set_name(kOnnxInputName);
  info->set_doc_string("raw pixels, 0..255");
  const Shape shape = {input.channels, input.height, input.width};
  describe_axes(info->mutable_type(), shape, {"DATA_CHANNEL", "DATA_FEATURE", "DATA_FEATURE"});
  info->mutable_type()->set_denotation("IMAGE");
  shapes_[kOnnxInputName] = shape;
}

GraphValue OnnxGraph::convolution(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                  int64_t stride, int64_t padding, const std::string& layer) {
  const Shape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3 && weight.dim() == 4 && in[0] % weight.size(1) == 0,
               fmt::format("{}: weight [{}] does not fit the input [{}]", layer,
                           fmt::join(weight.sizes(), ", "), fmt::join(in, ", ")));
  const int64_t kernel_h = weight.size(2), kernel_w = weight.size(3);
  std::vector<std::string> inputs = {x.name, add_weight(layer + ".weight", weight)};
  if (bias.defined()) {
    check_vector(bias, weight.size(0), layer);
    inputs.push_back(add_weight(layer + ".bias", bias));
  }
  const GraphValue y = add_node("Conv", layer, inputs,
                                {weight.size(0), window_output(in[1], kernel_h, stride, padding),
                                 window_output(in[2], kernel_w, stride, padding)});
  set_attribute("dilations", Shape{1, 1});
  set_attribute("group", in[0] / weight.size(1));
  set_attribute("kernel_shape", Shape{kernel_h, kernel_w});
  set_attribute("pads", Shape{padding, padding, padding, padding});
  set_attribute("strides", Shape{stride, stride});
  return y;  // [N, C_out, H', W']
}

GraphValue OnnxGraph::batch_norm(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                 const torch::Tensor& mean, const torch::Tensor& variance, double epsilon,
                                 const std::string& layer) {
  const Shape in = shape_of(x);
  for (const auto& parameter : {weight, bias, mean, variance}) check_vector(parameter, in.at(0), layer);
  const GraphValue y =
      add_node("BatchNormalization", layer,
               {x.name, add_weight(layer + ".weight", weight), add_weight(layer + ".bias", bias),
                add_weight(layer + ".running_mean", mean), add_weight(layer + ".running_var", variance)},
               in);
  set_attribute("epsilon", static_cast<float>(epsilon));
  return y;
}

GraphValue OnnxGraph::relu(const GraphValue& x) {
  return add_node("Relu", next_name("relu"), {x.name}, shape_of(x));
}

GraphValue OnnxGraph::add(const GraphValue& a, const GraphValue& b) {
  // Broadcasting is left out: OpenCV 4.6 gets some of it wrong in silence.
  AFFEKT_CHECK(shape_of(a) == shape_of(b), fmt::format("adding {} to {}: shapes differ", b.name, a.name));
  return add_node("Add", next_name("add"), {a.name, b.name}, shape_of(a));
}

GraphValue OnnxGraph::max_pool(const GraphValue& x, int64_t kernel, int64_t stride, int64_t padding) {
  const Shape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3, "max_pool needs [N, C, H, W]");
  const GraphValue y = add_node(
      "MaxPool", next_name("max_pool"), {x.name},
      {in[0], window_output(in[1], kernel, stride, padding), window_output(in[2], kernel, stride, padding)});
  set_attribute("kernel_shape", Shape{kernel, kernel});
  set_attribute("pads", Shape{padding, padding, padding, padding});
  set_attribute("strides", Shape{stride, stride});
  return y;
}

GraphValue OnnxGraph::global_average_pool(const GraphValue& x) {
  const Shape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3, "global_average_pool needs [N, C, H, W]");
  return flatten(add_node("GlobalAveragePool", next_name("global_average_pool"), {x.name}, {in[0], 1, 1}));
}

GraphValue OnnxGraph::flatten(const GraphValue& x) {
  const GraphValue y = add_node("Flatten", next_name("flatten"), {x.name}, {product(shape_of(x))});
  set_attribute("axis", int64_t{1});
  return y;  // [N, D]
}

GraphValue OnnxGraph::linear(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                             const std::string& layer) {
  const Shape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 1 && weight.dim() == 2 && weight.size(1) == in[0],
               fmt::format("{}: weight [{}] does not fit the input [{}]", layer,
                           fmt::join(weight.sizes(), ", "), fmt::join(in, ", ")));
  check_vector(bias, weight.size(0), layer);
  const GraphValue y = add_node(
      "Gemm", layer, {x.name, add_weight(layer + ".weight", weight), add_weight(layer + ".bias", bias)},
      {weight.size(0)});
  set_attribute("transB", int64_t{1});
  return y;  // [N, D_out]
}

onnx::GraphProto OnnxGraph::finish(const GraphValue& logits, double temperature) {
  const Shape shape = shape_of(logits);
  AFFEKT_CHECK(shape.size() == 1 && temperature > 0, "finish needs logits [N, K] and a temperature > 0");
  GraphValue scaled = logits;
  if (temperature != 1.0) {
    // A scalar: by an [1, C, 1, 1] tensor OpenCV 4.6 divides wrongly in silence.
    const auto divisor = torch::tensor(static_cast<float>(temperature));
    scaled = add_node("Div", "scaled_logits", {logits.name, add_weight("temperature", divisor)}, shape);
  }
  add_node("Softmax", kOnnxOutputName, {scaled.name}, shape);
  set_attribute("axis", int64_t{1});
  auto* info = graph_.add_output();
  info->set_name(kOnnxOutputName);
  info->set_doc_string("one probability a class, in the order of affekt.labels");
  describe_axes(info->mutable_type(), shape, {});
  shapes_.clear();
  return std::exchange(graph_, {});
}

GraphValue OnnxGraph::add_node(const char* op, const std::string& layer,
                               const std::vector<std::string>& inputs, Shape shape) {
  AFFEKT_CHECK(shapes_.emplace(layer, std::move(shape)).second,
               fmt::format("two layers are named {}", layer));
  auto* node = graph_.add_node();
  node->set_op_type(op);
  node->set_name(layer);
  for (const auto& input : inputs) node->add_input(input);
  node->add_output(layer);
  return {layer};
}

std::string OnnxGraph::add_weight(const std::string& name, const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  auto* weight = graph_.add_initializer();
  weight->set_name(name);
  weight->set_data_type(onnx::TensorProto::FLOAT);
  for (int64_t size : values.sizes()) weight->add_dims(size);
  weight->set_raw_data(values.data_ptr(), static_cast<size_t>(values.numel()) * sizeof(float));
  return name;
}

void OnnxGraph::set_attribute(const char* name, int64_t value) {
  auto* attribute = last_node().add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

void OnnxGraph::set_attribute(const char* name, float value) {
  auto* attribute = last_node().add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::FLOAT);
  attribute->set_f(value);
}

void OnnxGraph::set_attribute(const char* name, const Shape& values) {
  auto* attribute = last_node().add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (int64_t value : values) attribute->add_ints(value);
}

const OnnxGraph::Shape& OnnxGraph::shape_of(const GraphValue& value) const {
  const auto found = shapes_.find(value.name);
  AFFEKT_CHECK(found != shapes_.end(), fmt::format("no value named \"{}\" in this graph", value.name));
  return found->second;
}

std::string OnnxGraph::next_name(const std::string& kind) {
  return fmt::format("{}_{}", kind, ++counts_[kind]);
}

}  // namespace affekt
