// SGD with Nesterov momentum and AdamW: one pass over parameter, gradient and state a step.
#pragma once

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "runs/safetensors.h"

namespace affekt {

/// Euclidean norm, on the gradient's device.
/// @param gradient  dense, or sparse: rows that stand in it several times are added up
torch::Tensor compute_gradient_norm(const torch::Tensor& gradient);

/// Updates float32 parameters in place. Weight decay goes to parameters of two and more dimensions only: not
/// to biases and batch-norm.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update with the gradients that the parameters hold now; a parameter without gradient is left alone,
  /// weight decay and state too, and its first update starts as that of a new training. So are the rows that
  /// a sparse gradient of an embedding doesn't hold (as torch.optim.SparseAdam does it).
  /// @param lr  times the parameter's own factor
  virtual void step(double lr) = 0;
  /// Momentum, moments and how often a parameter was updated, by name, the tensors themselves: reading a
  /// checkpoint copies into them.
  virtual std::vector<NamedTensor> state_tensors() const = 0;

  void clear_gradients();
  /// Scales all gradients so that their joint Euclidean norm is at most `max_norm`.
  /// @return the norm before, float64 on the gradients' device: nothing waits for it
  torch::Tensor clip_gradients(double max_norm);

 protected:
  Optimizer(const torch::nn::Module& module, const std::map<std::string, double>& lr_factors);
  /// Each row of a sparse gradient then stands in it once.
  void coalesce_gradients();

  std::vector<NamedTensor> parameters_;
  std::vector<double> lr_factors_;  // one a parameter
};

/// @param lr_factors  what the learning rate is multiplied by, by parameter; 1 for those that are not there
std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          const std::map<std::string, double>& lr_factors = {});

}  // namespace affekt
