#include "training/optimizer.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

double decay_of(const torch::Tensor& parameter, const OptimizerConfig& config) {
  return parameter.dim() >= 2 ? config.weight_decay : 0.0;
}

/// The parameter's gradient with the parameter's own strides, so that both can be walked as flat memory.
torch::Tensor matching_gradient(const torch::Tensor& parameter) {
  const auto& gradient = parameter.grad();
  if (gradient.strides() == parameter.strides()) return gradient;
  return torch::empty_like(parameter, parameter.options().requires_grad(false)).copy_(gradient);
}

bool is_flat_on_cpu(const torch::Tensor& tensor) {
  return tensor.device().is_cpu() && tensor.scalar_type() == torch::kFloat32 &&
         tensor.is_non_overlapping_and_dense();
}

class NesterovSgd : public Optimizer {
 public:
  NesterovSgd(const torch::nn::Module& module, const OptimizerConfig& config,
              const std::map<std::string, double>& lr_factors)
      : Optimizer(module, lr_factors), config_(config) {
    for (const auto& entry : parameters_)
      momentum_.push_back({entry.name + "/momentum", torch::zeros_like(entry.tensor).detach()});
  }

  /// As torch.optim.SGD(nesterov=True): g += decay * p; v = momentum * v + g; p -= lr * (g + momentum * v).
  void step(double base_lr) override {
    const torch::NoGradGuard no_grad;
    for (size_t i = 0; i < parameters_.size(); ++i) {
      const double lr = base_lr * lr_factors_[i];
      auto& parameter = parameters_[i].tensor;
      auto& velocity = momentum_[i].tensor;
      if (!parameter.grad().defined()) continue;
      const double decay = decay_of(parameter, config_);
      const auto gradient = matching_gradient(parameter);
      if (!is_flat_on_cpu(parameter)) {
        const auto g = gradient + decay * parameter;
        velocity.mul_(config_.momentum).add_(g);
        parameter.sub_(lr * (g + config_.momentum * velocity));
        continue;
      }
      float *p = parameter.data_ptr<float>(), *v = velocity.data_ptr<float>();
      const float* g_in = gradient.data_ptr<float>();
      const auto rate = static_cast<float>(lr), momentum = static_cast<float>(config_.momentum);
      const auto decay_f = static_cast<float>(decay);
      const int64_t count = parameter.numel();
#pragma omp parallel for simd schedule(static) num_threads(at::get_num_threads()) if (count > 16384)
      for (int64_t k = 0; k < count; ++k) {
        const float g = g_in[k] + decay_f * p[k];
        v[k] = momentum * v[k] + g;
        p[k] -= rate * (g + momentum * v[k]);
      }
    }
  }

  std::vector<NamedTensor> state_tensors() const override {
    return momentum_;
  }

 private:
  OptimizerConfig config_;
  std::vector<NamedTensor> momentum_;
};

class AdamW : public Optimizer {
 public:
  AdamW(const torch::nn::Module& module, const OptimizerConfig& config,
        const std::map<std::string, double>& lr_factors)
      : Optimizer(module, lr_factors), config_(config) {
    for (const auto& entry : parameters_) {
      state_.push_back({entry.name + "/first_moment", torch::zeros_like(entry.tensor).detach()});
      state_.push_back({entry.name + "/second_moment", torch::zeros_like(entry.tensor).detach()});
      state_.push_back({entry.name + "/num_updates", torch::zeros({1}, torch::kInt64)});
    }
  }

  /// As torch.optim.AdamW (Loshchilov and Hutter, 2019): the bias is corrected by the updates of the
  /// parameter itself, which may have begun later than others.
  void step(double base_lr) override {
    const torch::NoGradGuard no_grad;
    for (size_t i = 0; i < parameters_.size(); ++i) {
      auto& parameter = parameters_[i].tensor;
      if (!parameter.grad().defined()) continue;
      const double lr = base_lr * lr_factors_[i];
      auto &first = state_[3 * i].tensor, &second = state_[3 * i + 1].tensor;
      const auto num_updates = static_cast<double>(++*state_[3 * i + 2].tensor.data_ptr<int64_t>());
      const double correction1 = 1.0 - std::pow(config_.beta1, num_updates);
      const double correction2 = 1.0 - std::pow(config_.beta2, num_updates);
      const auto gradient = matching_gradient(parameter);
      parameter.mul_(1.0 - lr * decay_of(parameter, config_));
      first.mul_(config_.beta1).add_(gradient, 1.0 - config_.beta1);
      second.mul_(config_.beta2).addcmul_(gradient, gradient, 1.0 - config_.beta2);
      const auto denominator = (second.sqrt() / std::sqrt(correction2)).add_(config_.epsilon);
      parameter.addcdiv_(first, denominator, -lr / correction1);
    }
  }

  std::vector<NamedTensor> state_tensors() const override { return state_; }

 private:
  OptimizerConfig config_;
  std::vector<NamedTensor> state_;  // three a parameter
};

}  // namespace

Optimizer::Optimizer(const torch::nn::Module& module, const std::map<std::string, double>& lr_factors) {
  for (const auto& item : module.named_parameters()) {
    parameters_.push_back({item.key(), item.value()});
    const auto factor = lr_factors.find(item.key());
    lr_factors_.push_back(factor == lr_factors.end() ? 1.0 : factor->second);
  }
}

void Optimizer::clear_gradients() {
  for (auto& entry : parameters_) entry.tensor.mutable_grad().reset();
}

double Optimizer::clip_gradients(double max_norm) {
  const torch::NoGradGuard no_grad;
  double sum_squares = 0;
  for (const auto& entry : parameters_)
    if (entry.tensor.grad().defined()) sum_squares += std::pow(entry.tensor.grad().norm().item<double>(), 2);
  const double norm = std::sqrt(sum_squares);
  if (norm > max_norm)
    for (auto& entry : parameters_)
      if (entry.tensor.grad().defined()) entry.tensor.mutable_grad().mul_(max_norm / (norm + 1e-6));
  return norm;
}

std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          const std::map<std::string, double>& lr_factors) {
  if (config.name == "sgd") return std::make_unique<NesterovSgd>(module, config, lr_factors);
  AFFEKT_CHECK(config.name == "adamw", "unknown optimizer " + config.name);
  return std::make_unique<AdamW>(module, config, lr_factors);
}

}  // namespace affekt
