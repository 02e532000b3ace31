// SGD with Nesterov momentum and AdamW: one pass over parameter, gradient and state a step.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "runs/safetensors.h"

namespace affekt {

/// Updates float32 parameters in place. Weight decay goes to parameters of two and more dimensions only: not
/// to biases and batch-norm.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update with the gradients that the parameters hold now; a parameter without gradient is left alone.
  virtual void step(double lr) = 0;
  /// Momentum and moments by name, the tensors themselves: reading a checkpoint copies into them.
  virtual std::vector<NamedTensor> state_tensors() const = 0;

  void clear_gradients();
  /// Scales all gradients so that their joint Euclidean norm is at most `max_norm`.
  /// @return the norm before
  double clip_gradients(double max_norm);

 protected:
  explicit Optimizer(std::vector<NamedTensor> parameters) : parameters_(std::move(parameters)) {}
  std::vector<NamedTensor> parameters_;
};

/// @param num_updates_done  of a resumed training; AdamW corrects its moments' bias by it
std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          int64_t num_updates_done = 0);

}  // namespace affekt
