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

/// The rows of an embedding that a step has used, with what belongs to them: copies that are updated as whole
/// tensors are, and written back.
class UsedRows {
 public:
  /// @param gradient  sparse over the first axis, coalesced
  explicit UsedRows(const torch::Tensor& gradient)
      : rows_(gradient.indices().select(0, 0)), gradient_(gradient.values()) {}
  const torch::Tensor& gradient() const { return gradient_; }
  torch::Tensor take(const torch::Tensor& whole) const { return whole.index_select(0, rows_); }
  void put_back(torch::Tensor whole, const torch::Tensor& rows) const { whole.index_copy_(0, rows_, rows); }

 private:
  torch::Tensor rows_, gradient_;
};

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
    coalesce_gradients();
    for (size_t i = 0; i < parameters_.size(); ++i) {
      auto& parameter = parameters_[i].tensor;
      auto& velocity = momentum_[i].tensor;
      if (!parameter.grad().defined()) continue;
      const double lr = base_lr * lr_factors_[i], decay = decay_of(parameter, config_);
      if (!parameter.grad().is_sparse()) {
        update(parameter, velocity, matching_gradient(parameter), lr, decay);
        continue;
      }
      const UsedRows used(parameter.grad());
      auto parameter_rows = used.take(parameter), velocity_rows = used.take(velocity);
      update(parameter_rows, velocity_rows, used.gradient(), lr, decay);
      used.put_back(parameter, parameter_rows);
      used.put_back(velocity, velocity_rows);
    }
  }

  std::vector<NamedTensor> state_tensors() const override { return momentum_; }

 private:
  void update(torch::Tensor& parameter, torch::Tensor& velocity, const torch::Tensor& gradient, double lr,
              double decay) const {
    if (!is_flat_on_cpu(parameter)) {
      const auto g = gradient + decay * parameter;
      velocity.mul_(config_.momentum).add_(g);
      parameter.sub_(lr * (g + config_.momentum * velocity));
      return;
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
    coalesce_gradients();
    for (size_t i = 0; i < parameters_.size(); ++i) {
      auto& parameter = parameters_[i].tensor;
      if (!parameter.grad().defined()) continue;
      const double lr = base_lr * lr_factors_[i], decay = decay_of(parameter, config_);
      auto &first = state_[3 * i].tensor, &second = state_[3 * i + 1].tensor;
      const auto num_updates = static_cast<double>(++*state_[3 * i + 2].tensor.data_ptr<int64_t>());
      if (!parameter.grad().is_sparse()) {
        update({parameter, first, second}, matching_gradient(parameter), lr, decay, num_updates);
        continue;
      }
      const UsedRows used(parameter.grad());
      const Moments rows{used.take(parameter), used.take(first), used.take(second)};
      update(rows, used.gradient(), lr, decay, num_updates);
      used.put_back(parameter, rows.parameter);
      used.put_back(first, rows.first);
      used.put_back(second, rows.second);
    }
  }

  std::vector<NamedTensor> state_tensors() const override { return state_; }

 private:
  struct Moments {
    torch::Tensor parameter, first, second;
  };
  void update(Moments of, const torch::Tensor& gradient, double lr, double decay, double num_updates) const {
    const double correction1 = 1.0 - std::pow(config_.beta1, num_updates);
    const double correction2 = 1.0 - std::pow(config_.beta2, num_updates);
    of.parameter.mul_(1.0 - lr * decay);
    of.first.mul_(config_.beta1).add_(gradient, 1.0 - config_.beta1);
    of.second.mul_(config_.beta2).addcmul_(gradient, gradient, 1.0 - config_.beta2);
    const auto denominator = (of.second.sqrt() / std::sqrt(correction2)).add_(config_.epsilon);
    of.parameter.addcdiv_(of.first, denominator, -lr / correction1);
  }

  OptimizerConfig config_;
  std::vector<NamedTensor> state_;  // three a parameter
};

}  // namespace

torch::Tensor compute_gradient_norm(const torch::Tensor& gradient) {
  const torch::NoGradGuard no_grad;
  return (gradient.is_sparse() ? gradient.coalesce().values() : gradient).norm();
}

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

void Optimizer::coalesce_gradients() {
  for (auto& entry : parameters_) {
    auto& gradient = entry.tensor.mutable_grad();
    if (gradient.defined() && gradient.is_sparse() && !gradient.is_coalesced())
      gradient = gradient.coalesce();
  }
}

torch::Tensor Optimizer::clip_gradients(double max_norm) {
  const torch::NoGradGuard no_grad;
  coalesce_gradients();
  std::vector<torch::Tensor> norms;
  for (const auto& entry : parameters_)
    if (entry.tensor.grad().defined())
      norms.push_back(compute_gradient_norm(entry.tensor.grad()).to(torch::kFloat64));
  if (norms.empty()) return torch::zeros({}, torch::kFloat64);
  const auto norm = torch::stack(norms).square().sum().sqrt();
  const auto is_beyond = norm > max_norm;
  if (is_beyond.is_cpu() && !*is_beyond.data_ptr<bool>()) return norm;
  const auto factor = torch::where(is_beyond, max_norm / (norm + 1e-6), torch::ones_like(norm));
  for (auto& entry : parameters_)
    if (entry.tensor.grad().defined()) entry.tensor.mutable_grad().mul_(factor);
  return norm;
}

std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          const std::map<std::string, double>& lr_factors) {
  if (config.name == "sgd") return std::make_unique<NesterovSgd>(module, config, lr_factors);
  AFFEKT_CHECK(config.name == "adamw", "unknown optimizer " + config.name);
  return std::make_unique<AdamW>(module, config, lr_factors);
}

}  // namespace affekt
