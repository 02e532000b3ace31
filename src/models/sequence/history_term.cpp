#include "models/sequence/history_term.h"

#include <cmath>
#include <vector>

#include "models/sequence/kept_history.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kFirstPriorPlays = 100;
constexpr auto kNumCountSteps = static_cast<int32_t>(HistoryCells::kNumCountSteps);

/// The entries' evidence where it lies; it must outlive the tensor.
torch::Tensor view_evidence(const HistoryEntries& entries) {
  return torch::from_blob(const_cast<float*>(entries.evidence.data()),  // only read
                          {entries.num_entries()}, torch::kFloat32);
}

/// The gradients of a term's few parameters are sums over all entries.
struct TermSums {
  explicit TermSums(size_t num_cells) : cells(num_cells), weights(num_cells / kNumCountSteps) {}
  std::vector<double> cells, weights;
  double log_prior = 0;

  void add(const TermSums& other) {
    for (size_t i = 0; i < cells.size(); ++i) cells[i] += other.cells[i];
    for (size_t i = 0; i < weights.size(); ++i) weights[i] += other.weights[i];
    log_prior += other.log_prior;
  }
};

torch::Tensor to_tensor_of(const std::vector<double>& values, const torch::Tensor& like) {
  return torch::tensor(values, torch::kFloat64).to(torch::kFloat32).view(like.sizes());
}

/// One loop over the entries each way: indexing operators would make copies of all of them at every step.
class TermValues : public torch::autograd::Function<TermValues> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& cell_bias,
                               const torch::Tensor& evidence_weight, const torch::Tensor& log_prior_plays,
                               const std::shared_ptr<const HistoryEntries>& entries) {
    const float* bias = cell_bias.data_ptr<float>();
    const float* weight = evidence_weight.data_ptr<float>();
    const auto logarithms = (view_evidence(*entries) * std::exp(-log_prior_plays.item<float>())).log1p_();
    auto values = torch::empty_like(logarithms);
    const float* log = logarithms.data_ptr<float>();
    float* value = values.data_ptr<float>();
    const int32_t* cells = entries->cells.data();
    const int64_t count = entries->num_entries();
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads()) if (count > 16384)
    for (int64_t e = 0; e < count; ++e)
      value[e] = bias[cells[e]] + weight[cells[e] / kNumCountSteps] * log[e];
    ctx->save_for_backward({cell_bias, evidence_weight, log_prior_plays, logarithms});
    keep_history(ctx, entries);
    return values;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto entries = kept_history(ctx);
    const auto gradient = gradients[0].contiguous();
    const float *weight = saved[1].data_ptr<float>(), *log = saved[3].data_ptr<float>(),
                *by_value = gradient.data_ptr<float>(), *evidence = entries->evidence.data();
    const float prior = std::exp(-saved[2].item<float>());
    const int64_t count = entries->num_entries();
    // Parts of the entries for each thread, added up in order: the bits depend on their number alone.
    const int64_t num_parts = count > 16384 ? at::get_num_threads() : 1;
    std::vector<TermSums> parts(static_cast<size_t>(num_parts),
                                TermSums(static_cast<size_t>(saved[0].numel())));
#pragma omp parallel for schedule(static) num_threads(num_parts) if (num_parts > 1)
    for (int64_t part = 0; part < num_parts; ++part) {
      TermSums& sums = parts[static_cast<size_t>(part)];
      for (int64_t e = part * count / num_parts; e < (part + 1) * count / num_parts; ++e) {
        const auto cell = static_cast<size_t>(entries->cells[static_cast<size_t>(e)]);
        const size_t age = cell / kNumCountSteps;
        const double g = by_value[e], x = static_cast<double>(evidence[e] * prior);
        sums.cells[cell] += g;
        sums.weights[age] += g * static_cast<double>(log[e]);
        sums.log_prior -= g * static_cast<double>(weight[age]) * x / (1 + x);
      }
    }
    for (size_t part = 1; part < parts.size(); ++part) parts[0].add(parts[part]);
    return {to_tensor_of(parts[0].cells, saved[0]), to_tensor_of(parts[0].weights, saved[1]),
            torch::full({1}, parts[0].log_prior, torch::kFloat32), torch::Tensor()};
  }
};

}  // namespace

HistoryTerm::HistoryTerm(int64_t num_age_steps)
    : cell_bias_(register_parameter("cell_bias", torch::zeros({num_age_steps, kNumCountSteps}))),
      evidence_weight_(register_parameter("evidence_weight", torch::zeros({num_age_steps}))),
      log_prior_plays_(register_parameter(
          "log_prior_plays", torch::full({1}, static_cast<float>(std::log(kFirstPriorPlays))))) {}

torch::Tensor HistoryTerm::forward(const std::shared_ptr<const HistoryEntries>& entries) const {
  if (cell_bias_.device().is_cpu())
    return TermValues::apply(cell_bias_, evidence_weight_, log_prior_plays_, entries);
  const auto device = cell_bias_.device();
  const auto cells = torch::tensor(entries->cells).to(device, torch::kInt64);  // [E]
  const auto evidence = view_evidence(*entries).to(device);
  const auto ages = torch::div(cells, kNumCountSteps, "floor");
  return cell_bias_.flatten().index_select(0, cells) +
         evidence_weight_.index_select(0, ages) * torch::log1p(evidence * torch::exp(-log_prior_plays_));
}

}  // namespace affekt
