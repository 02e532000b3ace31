#include "export/graph/onnx_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

void check_vector(const torch::Tensor& tensor, int64_t size, const std::string& layer) {
  AFFEKT_CHECK(tensor.defined() && tensor.dim() == 1 && tensor.size(0) == size,
               fmt::format("{}: a parameter is not a vector of {} numbers", layer, size));
}

std::vector<int64_t> both(Extent2d extent) {
  return {extent.height, extent.width};
}

std::vector<int64_t> pads(Extent2d padding) {
  return {padding.height, padding.width, padding.height, padding.width};
}

/// Without the batch axis.
GraphShape shape_of_spec(const TensorSpec& spec) {
  GraphShape shape;
  for (size_t i = 1; i < spec.axes.size(); ++i)
    shape.push_back(spec.axes[i].is_free() ? kFreeAxis : spec.axes[i].size);
  return shape;
}

}  // namespace

OnnxGraph::OnnxGraph(const std::string& name, const std::vector<TensorSpec>& inputs) : graph_(name) {
  for (const TensorSpec& spec : inputs) {
    graph_.add_input(describe_value(spec));
    inputs_.push_back(spec.name);
    AFFEKT_CHECK(shapes_.emplace(spec.name, shape_of_spec(spec)).second,
                 fmt::format("two inputs are named {}", spec.name));
  }
}

GraphValues OnnxGraph::inputs() const {
  GraphValues values;
  for (const std::string& name : inputs_) values[name] = {name};
  return values;
}

GraphValue OnnxGraph::convolution(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                  Extent2d stride, Extent2d padding, const std::string& layer) {
  const GraphShape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3 && weight.dim() == 4 && in[0] % weight.size(1) == 0,
               fmt::format("{}: weight [{}] does not fit the input {}", layer,
                           fmt::join(weight.sizes(), ", "), describe_shape(in)));
  const Extent2d kernel(weight.size(2), weight.size(3));
  std::vector<std::string> inputs = {x.name, add_weight(layer + ".weight", weight)};
  if (bias.defined()) {
    check_vector(bias, weight.size(0), layer);
    inputs.push_back(add_weight(layer + ".bias", bias));
  }
  const GraphValue y =
      add_node("Conv", layer, inputs, apply_window(in, weight.size(0), kernel, stride, padding));
  set_attribute("dilations", both(1));
  set_attribute("group", in[0] / weight.size(1));
  set_attribute("kernel_shape", both(kernel));
  set_attribute("pads", pads(padding));
  set_attribute("strides", both(stride));
  return y;  // [N, C_out, H', W']
}

GraphValue OnnxGraph::batch_norm(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                 const torch::Tensor& mean, const torch::Tensor& variance, double epsilon,
                                 const std::string& layer) {
  const GraphShape in = shape_of(x);
  for (const auto& parameter : {weight, bias, mean, variance}) check_vector(parameter, in.at(0), layer);
  const GraphValue y =
      add_node("BatchNormalization", layer,
               {x.name, add_weight(layer + ".weight", weight), add_weight(layer + ".bias", bias),
                add_weight(layer + ".running_mean", mean), add_weight(layer + ".running_var", variance)},
               in);
  set_attribute("epsilon", static_cast<float>(epsilon));
  return y;
}

GraphValue OnnxGraph::instance_norm(const GraphValue& x, double epsilon, const std::string& layer) {
  const GraphShape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3 && in[0] > 0,
               fmt::format("{}: instance_norm needs [N, C, H, W], got {}", layer, describe_shape(in)));
  // OpenCV from 4.7 on computes a variance as the mean square less the squared mean, in float32: with a mean
  // far from 0 little of it is left.
  const GraphValue centred = subtract(x, spread_mean(x, layer));
  const GraphValue y = add_node("InstanceNormalization", layer,
                                {centred.name, add_weight(layer + ".weight", torch::ones({in[0]})),
                                 add_weight(layer + ".bias", torch::zeros({in[0]}))},
                                in);
  set_attribute("epsilon", static_cast<float>(epsilon));
  return y;
}

GraphValue OnnxGraph::spread_mean(const GraphValue& x, const std::string& layer) {
  // As a product of matrices: OpenCV 4.6 computes with values of one shape only, and a resize needs known
  // extents.
  const GraphShape in = shape_of(x);
  const auto ones = convolution(x, torch::zeros({1, in[0], 1, 1}), torch::ones({1}), 1, 0, layer + ".ones");
  const auto mean = reshape(spatial_mean(x), {in[0], 1});
  return reshape(matrix_product(mean, reshape(ones, {1, kFreeAxis})), in);
}

GraphValue OnnxGraph::scale_channels(const GraphValue& x, const GraphValue& scale) {
  const GraphShape in = shape_of(x), factors = shape_of(scale);
  AFFEKT_CHECK(in.size() == 3 && factors == (GraphShape{in[0], 1, 1}),
               fmt::format("scale_channels needs [N, C, H, W] and [N, C, 1, 1], got {} and {}",
                           describe_shape(in), describe_shape(factors)));
  AFFEKT_CHECK(in[1] > 0 && in[2] > 0,
               fmt::format("scale_channels needs known extents, got {}", describe_shape(in)));
  // Spread over the map first: OpenCV 4.6 multiplies a batch by nothing but its own shape.
  const GraphValue spread = add_resize("spread", scale, {in[1], in[2]});
  set_attribute("mode", "nearest");
  set_attribute("coordinate_transformation_mode", "asymmetric");
  set_attribute("nearest_mode", "floor");
  return multiply(x, spread);
}

GraphValue OnnxGraph::resize_bilinear(const GraphValue& x, Extent2d size) {
  const GraphShape in = shape_of(x);
  AFFEKT_CHECK(
      in.size() == 3 && in[1] > 0 && in[2] > 0 && size.height > 1 && size.width > 1,
      fmt::format("resize_bilinear needs [N, C, H, W] of known extents and at least 2 pixels, got {} "
                  "to {}x{}",
                  describe_shape(in), size.height, size.width));
  const GraphValue y = add_resize("resize", x, size);
  set_attribute("mode", "linear");
  // OpenCV 4.6 computes only this one, of two that mean the same from 2 pixels on, as LibTorch does.
  set_attribute("coordinate_transformation_mode", "pytorch_half_pixel");
  return y;
}

GraphValue OnnxGraph::add_constant(const GraphValue& x, double constant, const std::string& layer) {
  const auto scalar = torch::tensor(static_cast<float>(constant));
  return add_node("Add", layer, {x.name, add_weight(layer + ".constant", scalar)}, shape_of(x));
}

GraphValue OnnxGraph::max_pool(const GraphValue& x, int64_t kernel, int64_t stride, int64_t padding) {
  const GraphShape in = shape_of(x);
  const GraphValue y = add_node("MaxPool", next_name("max_pool"), {x.name},
                                apply_window(in, in.at(0), kernel, stride, padding));
  set_attribute("kernel_shape", both(kernel));
  set_attribute("pads", pads(padding));
  set_attribute("strides", both(stride));
  return y;
}

GraphValue OnnxGraph::spatial_mean(const GraphValue& x) {
  const GraphShape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 3, fmt::format("spatial_mean needs [N, C, H, W], got {}", describe_shape(in)));
  return add_node("GlobalAveragePool", next_name("global_average_pool"), {x.name}, {in[0], 1, 1});
}

GraphValue OnnxGraph::reshape(const GraphValue& x, const std::vector<int64_t>& shape) {
  const std::string layer = next_name("reshape");
  std::vector<int64_t> target = {0};  // 0: as the input has it, which is N
  target.insert(target.end(), shape.begin(), shape.end());
  return add_node("Reshape", layer, {x.name, graph_.add_numbers(layer + ".shape", target)},
                  apply_reshape(shape_of(x), shape));
}

GraphValue OnnxGraph::transpose(const GraphValue& x, const std::vector<int64_t>& order) {
  const GraphValue y =
      add_node("Transpose", next_name("transpose"), {x.name}, apply_order(shape_of(x), order));
  set_attribute("perm", order);
  return y;
}

GraphValue OnnxGraph::concatenate(const std::vector<GraphValue>& parts) {
  std::vector<std::string> names;
  std::vector<GraphShape> shapes;
  for (const auto& part : parts) {
    names.push_back(part.name);
    shapes.push_back(shape_of(part));
  }
  const GraphValue y = add_node("Concat", next_name("concatenate"), names, apply_concatenation(shapes));
  set_attribute("axis", int64_t{1});
  return y;
}

GraphValue OnnxGraph::softmax(const GraphValue& x) {
  const GraphValue y = add_elementwise("Softmax", "softmax", x);
  set_attribute("axis", static_cast<int64_t>(shape_of(x).size()));  // the batch axis is not in the shape
  return y;
}

GraphValue OnnxGraph::matrix_product(const GraphValue& a, const GraphValue& b) {
  const GraphShape left = shape_of(a), right = shape_of(b);
  AFFEKT_CHECK(
      left.size() == 2 && right.size() == 2 && left[1] == right[0],
      fmt::format("{} can't be multiplied with {} as matrices", describe_shape(left), describe_shape(right)));
  return add_node("MatMul", next_name("matrix_product"), {a.name, b.name}, {left[0], right[1]});
}

GraphValue OnnxGraph::flatten(const GraphValue& x) {
  const GraphValue y = add_node("Flatten", next_name("flatten"), {x.name}, {count_elements(shape_of(x))});
  set_attribute("axis", int64_t{1});
  return y;  // [N, D]
}

GraphValue OnnxGraph::linear(const GraphValue& x, const torch::Tensor& weight, const torch::Tensor& bias,
                             const std::string& layer) {
  const GraphShape in = shape_of(x);
  AFFEKT_CHECK(in.size() == 1 && weight.dim() == 2 && weight.size(1) == in[0],
               fmt::format("{}: weight [{}] does not fit the input {}", layer,
                           fmt::join(weight.sizes(), ", "), describe_shape(in)));
  check_vector(bias, weight.size(0), layer);
  const GraphValue y = add_node(
      "Gemm", layer, {x.name, add_weight(layer + ".weight", weight), add_weight(layer + ".bias", bias)},
      {weight.size(0)});
  set_attribute("transB", int64_t{1});
  return y;  // [N, D_out]
}

GraphValue OnnxGraph::probabilities(const GraphValue& logits, double temperature) {
  const GraphShape shape = shape_of(logits);
  AFFEKT_CHECK(shape.size() == 1 && shape[0] > 0 && temperature > 0,
               "probabilities need logits [N, K] and a temperature > 0");
  GraphValue scaled = logits;
  if (temperature != 1.0) {
    // A scalar: by an [1, C, 1, 1] tensor OpenCV 4.6 divides wrongly in silence.
    const auto divisor = torch::tensor(static_cast<float>(temperature));
    scaled = add_node("Div", "scaled_logits", {logits.name, add_weight("temperature", divisor)}, shape);
  }
  return softmax(scaled);
}

onnx::GraphProto OnnxGraph::finish(const std::vector<TensorSpec>& outputs, const GraphValues& values) {
  AFFEKT_CHECK(!outputs.empty() && outputs.size() == values.size(),
               "each output needs its value, and no more");
  for (const TensorSpec& spec : outputs) {
    const auto value = values.find(spec.name);
    AFFEKT_CHECK(value != values.end(), fmt::format("the output {} has no value", spec.name));
    const GraphShape shape = shape_of(value->second);
    AFFEKT_CHECK(shape == shape_of_spec(spec), fmt::format("the output {} is {}, not {}", spec.name,
                                                           describe_shape(shape), describe(spec)));
    rename(value->second.name, spec.name);
    graph_.add_output(describe_value(spec));
  }
  shapes_.clear();
  return graph_.finish();
}

void OnnxGraph::rename(const std::string& from, const std::string& to) {
  AFFEKT_CHECK(inputs().count(from) == 0, fmt::format("{} is an input and can't be the output {}", from, to));
  AFFEKT_CHECK(from == to || shapes_.count(to) == 0, fmt::format("{} is the name of another value", to));
  const GraphShape shape = shape_of({from});
  shapes_.erase(from);  // an output twice is found so
  shapes_.emplace(to, shape);
  graph_.rename(from, to);
}

GraphValue OnnxGraph::add_resize(const std::string& kind, const GraphValue& x, Extent2d size) {
  const GraphShape in = shape_of(x);
  const std::string layer = next_name(kind);
  const auto zoom = torch::tensor({1.f, 1.f, find_zoom(in[1], size.height), find_zoom(in[2], size.width)});
  return add_node("Resize", layer, {x.name, "", add_weight(layer + ".scales", zoom)},
                  {in[0], size.height, size.width});
}

GraphValue OnnxGraph::add_node(const char* op, const std::string& layer,
                               const std::vector<std::string>& inputs, GraphShape shape) {
  AFFEKT_CHECK(shapes_.emplace(layer, std::move(shape)).second,
               fmt::format("two layers are named {}", layer));
  return {graph_.add_node(op, inputs, layer)};
}

GraphValue OnnxGraph::add_elementwise(const char* op, const char* kind, const GraphValue& x) {
  return add_node(op, next_name(kind), {x.name}, shape_of(x));
}

GraphValue OnnxGraph::add_elementwise(const char* op, const char* kind, const GraphValue& a,
                                      const GraphValue& b) {
  // Broadcasting is left out: OpenCV 4.6 gets some of it wrong in silence.
  AFFEKT_CHECK(shape_of(a) == shape_of(b),
               fmt::format("{} of {} {} and {} {}: shapes differ", op, a.name, describe_shape(shape_of(a)),
                           b.name, describe_shape(shape_of(b))));
  return add_node(op, next_name(kind), {a.name, b.name}, shape_of(a));
}

std::string OnnxGraph::add_weight(const std::string& name, const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  return graph_.add_weight(name, values.sizes().vec(), values.data_ptr<float>());
}

const GraphShape& OnnxGraph::shape_of(const GraphValue& value) const {
  const auto found = shapes_.find(value.name);
  AFFEKT_CHECK(found != shapes_.end(), fmt::format("no value named \"{}\" in this graph", value.name));
  return found->second;
}

std::string OnnxGraph::next_name(const std::string& kind) {
  return fmt::format("{}_{}", kind, ++counts_[kind]);
}

}  // namespace affekt
