#include "tasks/task.h"

namespace affekt {

StepSums read_sums(const StepResult& step) {
  const auto precise = step.loss.options().dtype(torch::kFloat64).requires_grad(false);
  std::vector<torch::Tensor> scalars = {step.loss.detach().to(precise)};
  for (const auto& [name, metric] : step.metrics) scalars.push_back(metric.sum.to(precise));
  const auto host = torch::stack(scalars).cpu();
  const double* values = host.data_ptr<double>();
  StepSums sums;
  sums.loss = *values++;
  for (const auto& [name, metric] : step.metrics) sums.metrics[name] = {*values++, metric.weight};
  return sums;
}

}  // namespace affekt
