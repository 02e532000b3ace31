#include "training/profile/matrix_work.h"

#include <torch/torch.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "models/operators/convolution_op.h"

namespace affekt {
namespace {

using Inputs = c10::ArrayRef<const c10::IValue>;

// Of all counters: LibTorch calls a plain function.
std::atomic<int64_t> counted_flops{0};

bool is_tensor(const Inputs& inputs, size_t i) {
  return i < inputs.size() && inputs[i].isTensor() && inputs[i].toTensor().defined();
}

/// [..., m, k] x [..., k, n], which stand at i and i + 1.
int64_t count_product(const Inputs& inputs, size_t i) {
  if (!is_tensor(inputs, i) || !is_tensor(inputs, i + 1)) return 0;
  const torch::Tensor a = inputs[i].toTensor(), b = inputs[i + 1].toTensor();
  return a.dim() < 2 || b.dim() < 2 ? 0 : 2 * a.numel() * b.size(-1);
}
int64_t count_product_of_first(const Inputs& inputs) {
  return count_product(inputs, 0);
}
int64_t count_product_behind_sum(const Inputs& inputs) {
  return count_product(inputs, 1);
}

/// Every number of the output is a sum over one filter. @param weight  [O, C / groups, ...]
int64_t count_convolution(int64_t num_outputs, const torch::Tensor& weight) {
  return 2 * num_outputs * (weight.numel() / weight.size(0));
}

int64_t count_output(const torch::Tensor& x, const torch::Tensor& weight, const std::vector<int64_t>& stride,
                     const std::vector<int64_t>& padding, const std::vector<int64_t>& dilation) {
  const auto of_axis = [](const std::vector<int64_t>& values, size_t axis) {
    return values.size() == 1 ? values[0] : values.at(axis);
  };
  int64_t count = x.size(0) * weight.size(0);
  for (int64_t axis = 2; axis < x.dim(); ++axis) {
    const auto i = static_cast<size_t>(axis - 2);
    const int64_t window = of_axis(dilation, i) * (weight.size(axis) - 1) + 1;
    count *= (x.size(axis) + 2 * of_axis(padding, i) - window) / of_axis(stride, i) + 1;
  }
  return count;
}

/// aten::convolution(input, weight, bias, stride, padding, dilation, transposed, ...)
int64_t count_forward(const Inputs& inputs) {
  if (inputs.size() < 7 || !is_tensor(inputs, 0) || !is_tensor(inputs, 1) || inputs[6].toBool()) return 0;
  const torch::Tensor x = inputs[0].toTensor(), weight = inputs[1].toTensor();
  return count_convolution(
      count_output(x, weight, inputs[3].toIntVector(), inputs[4].toIntVector(), inputs[5].toIntVector()),
      weight);
}

/// aten::convolution_backward(grad_output, input, weight, ..., output_mask): by the input, by the weight, or
/// both.
int64_t count_backward(const Inputs& inputs) {
  if (inputs.size() < 11 || !is_tensor(inputs, 0) || !is_tensor(inputs, 2)) return 0;
  const auto mask = inputs[10].toBoolList();
  const int64_t num_gradients = (mask[0] ? 1 : 0) + (mask[1] ? 1 : 0);
  return num_gradients * count_convolution(inputs[0].toTensor().numel(), inputs[2].toTensor());
}

/// affekt's own operator: x or the gradient by y, both [N, *, H, W] with the padding that keeps H and W.
int64_t count_winograd(const Inputs& inputs) {
  if (!is_tensor(inputs, 0) || !is_tensor(inputs, 1)) return 0;
  const torch::Tensor image = inputs[0].toTensor(), weight = inputs[1].toTensor();
  return 2 * image.size(0) * image.size(2) * image.size(3) * weight.numel();
}

using Count = int64_t(const Inputs&);

const std::map<std::string, Count*>& operator_counts() {
  static const std::map<std::string, Count*> table = {
      {"aten::mm", count_product_of_first},        {"aten::bmm", count_product_of_first},
      {"aten::addmm", count_product_behind_sum},   {"aten::addmm_", count_product_behind_sum},
      {"aten::baddbmm", count_product_behind_sum}, {"aten::baddbmm_", count_product_behind_sum},
      {"aten::convolution", count_forward},        {"aten::convolution_backward", count_backward},
      {kWinogradWorkName, count_winograd}};
  return table;
}

std::unique_ptr<at::ObserverContext> count_operator(const at::RecordFunction& function) {
  const auto found = operator_counts().find(function.name());
  if (found != operator_counts().end()) counted_flops += found->second(function.inputs());
  return nullptr;
}

}  // namespace

MatrixWorkCounter::MatrixWorkCounter()
    : handle_(at::addGlobalCallback(
          at::RecordFunctionCallback(count_operator).needsInputs(true).scopes({at::RecordScope::FUNCTION}))),
      flops_before_(static_cast<double>(counted_flops.load())) {}

MatrixWorkCounter::~MatrixWorkCounter() {
  at::removeCallback(handle_);
}

double MatrixWorkCounter::flops() const {
  return static_cast<double>(counted_flops.load()) - flops_before_;
}

}  // namespace affekt
