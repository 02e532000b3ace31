#include "models/operators/convolution_op.h"

#include <ATen/record_function.h>

#include "core/error.h"
#include "kernels/winograd_conv.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto kNhwc = at::MemoryFormat::ChannelsLast;

WinogradShape winograd_shape(const torch::Tensor& x, const torch::Tensor& weight) {
  return {x.size(0), x.size(2), x.size(3), x.size(1), weight.size(0)};
}

bool is_winograd_weight(const torch::Tensor& weight) {
  return weight.dim() == 4 && weight.size(2) == 3 && weight.size(3) == 3 &&
         weight.size(0) % WinogradLoops::kLanes == 0 && weight.size(1) % WinogradLoops::kLanes == 0;
}

bool is_winograd_input(const torch::Tensor& x) {
  return x.device().is_cpu() && x.dim() == 4 && x.scalar_type() == at::kFloat;
}

std::vector<c10::IValue> recorded_inputs(const torch::Tensor& images, const torch::Tensor& weight) {
  return {images, weight};
}

class WinogradConvolution : public torch::autograd::Function<WinogradConvolution> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& x_any,
                               const torch::Tensor& weight_any) {
    const auto x = x_any.contiguous(kNhwc), weight = weight_any.contiguous(kNhwc);
    RECORD_FUNCTION(kWinogradWorkName, recorded_inputs(x, weight));
    auto y = torch::empty({x.size(0), weight.size(0), x.size(2), x.size(3)}, x.options(), kNhwc);
    winograd_convolve(x.data_ptr<float>(), weight.data_ptr<float>(), winograd_shape(x, weight),
                      at::get_num_threads(), y.data_ptr<float>());
    ctx->save_for_backward({x, weight});
    // A frozen layer, or the first one that learns, needs only half of the backward pass.
    ctx->saved_data["x"] = x_any.requires_grad();
    ctx->saved_data["weight"] = weight_any.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    const auto gradient_y = gradients[0].contiguous(kNhwc);
    const auto shape = winograd_shape(x, weight);
    torch::Tensor gradient_x, gradient_weight;
    if (ctx->saved_data["x"].toBool()) {
      RECORD_FUNCTION(kWinogradWorkName, recorded_inputs(gradient_y, weight));
      gradient_x = torch::empty(x.sizes(), x.options(), kNhwc);
      winograd_gradient_x(gradient_y.data_ptr<float>(), weight.data_ptr<float>(), shape,
                          at::get_num_threads(), gradient_x.data_ptr<float>());
    }
    if (ctx->saved_data["weight"].toBool()) {
      RECORD_FUNCTION(kWinogradWorkName, recorded_inputs(gradient_y, weight));
      gradient_weight = torch::empty(weight.sizes(), weight.options(), kNhwc);
      winograd_gradient_weight(x.data_ptr<float>(), gradient_y.data_ptr<float>(), shape,
                               at::get_num_threads(), gradient_weight.data_ptr<float>());
    }
    return {gradient_x, gradient_weight};
  }
};

}  // namespace

torch::Tensor convolve_by_winograd(const torch::Tensor& x, const torch::Tensor& weight) {
  AFFEKT_CHECK(winograd_runs() && is_winograd_input(x) && is_winograd_weight(weight),
               "no convolution for Winograd's form");
  return WinogradConvolution::apply(x, weight);
}

torch::Tensor convolve(const torch::Tensor& x, const torch::Tensor& weight, int64_t stride, int64_t padding) {
  static const bool pays = winograd_pays();
  if (pays && stride == 1 && padding == 1 && is_winograd_input(x) && is_winograd_weight(weight))
    return WinogradConvolution::apply(x, weight);
  return torch::conv2d(x, weight.to(x.scalar_type()), /*bias=*/{}, stride, padding);
}

}  // namespace affekt
