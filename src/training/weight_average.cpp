#include "training/weight_average.h"

#include <algorithm>

#include "runs/weights.h"

namespace affekt {

WeightAverage::WeightAverage(const torch::nn::Module& module, double decay)
    : source_(named_tensors_of(module)), num_parameters_(module.parameters().size()), decay_(decay) {
  for (const auto& entry : source_) average_.push_back({entry.name, entry.tensor.detach().clone()});
}

void WeightAverage::update(int64_t num_updates_done) {
  const torch::NoGradGuard no_grad;
  const auto t = static_cast<double>(num_updates_done);
  const auto keep = static_cast<float>(std::min(decay_, (1.0 + t) / (10.0 + t)));
  for (size_t i = 0; i < average_.size(); ++i) {
    auto& average = average_[i].tensor;
    const auto& source = source_[i].tensor;
    if (i < num_parameters_ && !source.requires_grad()) continue;
    if (!average.is_floating_point()) {
      average.copy_(source);
    } else if (average.device().is_cpu() && average.scalar_type() == torch::kFloat32 &&
               average.strides() == source.strides() && average.is_non_overlapping_and_dense()) {
      float* a = average.data_ptr<float>();
      const float* s = source.data_ptr<float>();
      const int64_t count = average.numel();
#pragma omp parallel for simd schedule(static) num_threads(at::get_num_threads()) if (count > 16384)
      for (int64_t k = 0; k < count; ++k) a[k] += (1.f - keep) * (s[k] - a[k]);
    } else {
      average.lerp_(source, 1.0 - keep);
    }
  }
}

AverageInPlace::AverageInPlace(torch::nn::Module& module, const WeightAverage* average) {
  if (!average) return;
  const torch::NoGradGuard no_grad;
  targets_ = named_tensors_of(module);
  const auto values = average->tensors();
  for (size_t i = 0; i < targets_.size(); ++i) {
    own_.push_back(targets_[i].tensor.detach().clone());
    targets_[i].tensor.copy_(values[i].tensor);
  }
}

AverageInPlace::~AverageInPlace() {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < targets_.size(); ++i) targets_[i].tensor.copy_(own_[i]);
}

}  // namespace affekt
