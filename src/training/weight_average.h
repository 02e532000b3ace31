// Exponential moving average of a module's parameters and floating-point buffers.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "runs/safetensors.h"

namespace affekt {

class WeightAverage {
 public:
  /// @param decay  in (0, 1); in the first steps min(decay, (1 + t) / (10 + t)), so that the start is
  /// forgotten
  WeightAverage(const torch::nn::Module& module, double decay);
  /// average = d * average + (1 - d) * weights. A parameter that needs no gradient is passed over: it has
  /// been frozen from the start on, so it is its own average. @param num_updates_done  before this one
  void update(int64_t num_updates_done);
  std::vector<NamedTensor> tensors() const { return average_; }

 private:
  std::vector<NamedTensor> source_, average_;
  size_t num_parameters_;  // they stand first, before the buffers
  double decay_;
};

/// While it lives the module holds the average; then it holds its own weights again, bit for bit.
class AverageInPlace {
 public:
  AverageInPlace(torch::nn::Module& module, const WeightAverage* average);  // null: does nothing
  ~AverageInPlace();
  AverageInPlace(const AverageInPlace&) = delete;
  AverageInPlace& operator=(const AverageInPlace&) = delete;

 private:
  std::vector<NamedTensor> targets_;
  std::vector<torch::Tensor> own_;
};

}  // namespace affekt
