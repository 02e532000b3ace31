#include "models/operators/batch_norm_relu_op.h"

#include <cmath>
#include <vector>

#include "core/error.h"
#include "kernels/batch_norm_relu.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

ActivationShape shape_of(const torch::Tensor& x) {
  return {x.size(0), x.size(2), x.size(3), x.size(1)};
}

NormReluOptions kernel_options(const torch::Tensor& x, const BatchNormReluOptions& options) {
  NormReluOptions result;
  result.type = x.scalar_type() == at::kBFloat16 ? ElementType::kBfloat16 : ElementType::kFloat32;
  result.relu = options.relu;
  result.pool = options.pool;
  result.num_threads = at::get_num_threads();
  return result;
}

torch::Tensor empty_output(const torch::Tensor& x, bool pool) {
  return pool ? torch::empty({x.size(0), x.size(1), x.size(2) / 2, x.size(3) / 2}, x.options(), kChannelsLast)
              : torch::empty(x.sizes(), x.options(), kChannelsLast);
}

struct ScaleShift {
  std::vector<float> scale, shift;
};

/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias as x * scale + shift.
ScaleShift make_scale_shift(const BatchNormTensors& norm, const std::vector<double>& mean,
                            const std::vector<double>& variance, double epsilon) {
  const auto weight = norm.weight.contiguous(), bias = norm.bias.contiguous();
  const float *w = weight.data_ptr<float>(), *b = bias.data_ptr<float>();
  ScaleShift result{std::vector<float>(mean.size()), std::vector<float>(mean.size())};
  for (size_t c = 0; c < mean.size(); ++c) {
    const double scale = w[c] / std::sqrt(variance[c] + epsilon);
    result.scale[c] = static_cast<float>(scale);
    result.shift[c] = static_cast<float>(b[c] - mean[c] * scale);
  }
  return result;
}

std::vector<double> read_channels(const torch::Tensor& values) {
  const auto flat = values.contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

torch::Tensor to_tensor(const std::vector<float>& values) {
  return torch::tensor(values, torch::dtype(torch::kFloat32));
}

void update_running_statistics(const BatchNormTensors& norm, const std::vector<double>& mean,
                               const std::vector<double>& variance, double rows, double momentum) {
  float* running_mean = norm.running_mean.data_ptr<float>();
  float* running_var = norm.running_var.data_ptr<float>();
  const double unbiased = rows / (rows - 1);
  for (size_t c = 0; c < mean.size(); ++c) {
    running_mean[c] = static_cast<float>((1 - momentum) * running_mean[c] + momentum * mean[c]);
    running_var[c] = static_cast<float>((1 - momentum) * running_var[c] + momentum * variance[c] * unbiased);
  }
}

class FusedBatchNormRelu : public torch::autograd::Function<FusedBatchNormRelu> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& x_any, const torch::Tensor& weight,
                               const torch::Tensor& bias, const torch::Tensor& running_mean,
                               const torch::Tensor& running_var,
                               const c10::optional<torch::Tensor>& residual_in,
                               const BatchNormReluOptions& options) {
    const BatchNormTensors norm{weight, bias, running_mean, running_var};
    const auto x = x_any.contiguous(kChannelsLast);
    const auto residual = residual_in ? residual_in->contiguous(kChannelsLast) : torch::Tensor();
    const auto shape = shape_of(x);
    const auto kernel = kernel_options(x, options);
    std::vector<double> mean(static_cast<size_t>(shape.channels)), variance(mean);
    if (options.training) {
      compute_channel_statistics(x.data_ptr(), shape, kernel, mean.data(), variance.data());
      update_running_statistics(norm, mean, variance, static_cast<double>(shape.num_rows()),
                                options.momentum);
    } else {
      mean = read_channels(running_mean), variance = read_channels(running_var);
    }
    const auto affine = make_scale_shift(norm, mean, variance, options.epsilon);
    auto y = empty_output(x, options.pool);
    normalize_relu(x.data_ptr(), residual.defined() ? residual.data_ptr() : nullptr, affine.scale.data(),
                   affine.shift.data(), shape, kernel, y.data_ptr());

    std::vector<float> mean_f(mean.begin(), mean.end()), inverse_std(mean.size());
    for (size_t c = 0; c < mean.size(); ++c)
      inverse_std[c] = static_cast<float>(1.0 / std::sqrt(variance[c] + options.epsilon));
    // Without pooling y > 0 is the ReLU's mask; with it the windows are computed again from x.
    ctx->save_for_backward({x, residual, options.pool ? torch::Tensor() : y, weight, to_tensor(mean_f),
                            to_tensor(inverse_std), to_tensor(affine.scale), to_tensor(affine.shift)});
    ctx->saved_data["training"] = options.training;
    ctx->saved_data["relu"] = options.relu;
    ctx->saved_data["pool"] = options.pool;
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &x = saved[0], &residual = saved[1], &y = saved[2], &weight = saved[3];
    BatchNormReluOptions options;
    options.training = ctx->saved_data["training"].toBool();
    options.relu = ctx->saved_data["relu"].toBool();
    options.pool = ctx->saved_data["pool"].toBool();
    const auto shape = shape_of(x);
    const auto kernel = kernel_options(x, options);
    const auto gradient_y = gradients[0].to(x.scalar_type()).contiguous(kChannelsLast);

    NormReluBackwardInput input;
    input.x = x.data_ptr();
    input.residual = residual.defined() ? residual.data_ptr() : nullptr;
    input.y = y.defined() ? y.data_ptr() : nullptr;
    input.gradient_y = gradient_y.data_ptr();
    input.scale = saved[6].data_ptr<float>();
    input.shift = saved[7].data_ptr<float>();
    const float *mean = saved[4].data_ptr<float>(), *inverse_std = saved[5].data_ptr<float>();
    const auto sums = reduce_channel_gradients(input, mean, shape, kernel);

    // dx = weight / std * (dz - mean(dz) - x_hat * mean(dz * x_hat)), written as dz * a + x * b + c. The
    // running statistics don't depend on x: then only the first of the three is left.
    const auto C = static_cast<size_t>(shape.channels);
    const auto rows = static_cast<double>(shape.num_rows());
    const auto weight_flat = weight.contiguous();
    const float* w = weight_flat.data_ptr<float>();
    auto gradient_weight = torch::empty_like(weight), gradient_bias = torch::empty_like(weight);
    std::vector<float> a(C), b(C), c0(C);
    for (size_t c = 0; c < C; ++c) {
      const double inverse = inverse_std[c];
      const double d_weight = sums.sum_gradient_centered[c] * inverse, d_bias = sums.sum_gradient[c];
      gradient_weight.data_ptr<float>()[c] = static_cast<float>(d_weight);
      gradient_bias.data_ptr<float>()[c] = static_cast<float>(d_bias);
      a[c] = static_cast<float>(w[c] * inverse);
      if (!options.training) continue;
      const double slope = -w[c] * inverse * inverse * d_weight / rows;
      b[c] = static_cast<float>(slope);
      c0[c] = static_cast<float>(-w[c] * inverse * d_bias / rows - slope * mean[c]);
    }
    auto gradient_x = torch::empty(x.sizes(), x.options(), kChannelsLast);
    torch::Tensor gradient_residual;
    if (residual.defined()) gradient_residual = torch::empty(x.sizes(), x.options(), kChannelsLast);
    propagate_gradients(input, a.data(), b.data(), c0.data(), shape, kernel, gradient_x.data_ptr(),
                        gradient_residual.defined() ? gradient_residual.data_ptr() : nullptr);
    const torch::Tensor none;
    return {gradient_x, gradient_weight, gradient_bias, none, none, gradient_residual, none};
  }
};

bool fused_kernel_fits(const torch::Tensor& x) {
  return x.device().is_cpu() && x.dim() == 4 &&
         (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

}  // namespace

torch::Tensor batch_norm_relu_unfused(const torch::Tensor& x, const BatchNormTensors& norm,
                                      const torch::Tensor& residual, const BatchNormReluOptions& options) {
  auto y = torch::batch_norm(x, norm.weight, norm.bias, norm.running_mean, norm.running_var, options.training,
                             options.momentum, options.epsilon, /*cudnn_enabled=*/true);
  if (residual.defined()) y = y + residual;
  if (options.relu) y = torch::relu(y);
  if (options.pool) y = torch::max_pool2d(y, 2);
  return y;
}

torch::Tensor batch_norm_relu(const torch::Tensor& x, const BatchNormTensors& norm,
                              const torch::Tensor& residual, const BatchNormReluOptions& options) {
  AFFEKT_CHECK(!options.training || x.numel() > x.size(1),
               "batch normalisation needs more than one value a channel in training");
  if (!fused_kernel_fits(x)) return batch_norm_relu_unfused(x, norm, residual, options);
  return FusedBatchNormRelu::apply(x, norm.weight, norm.bias, norm.running_mean, norm.running_var,
                                   residual.defined() ? c10::optional<torch::Tensor>(residual) : c10::nullopt,
                                   options);
}

}  // namespace affekt
