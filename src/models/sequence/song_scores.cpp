#include "models/sequence/song_scores.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "kernels/softmax_loops.h"
#include "models/sequence/kept_history.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Scores in work at a time: 8 MiB.
constexpr int64_t kScoresInWork = 1 << 21;

void add_history(const HistoryEntries& entries, const float* values, int64_t row, float* scores) {
  const auto r = static_cast<size_t>(row);
  for (int64_t e = entries.offsets[r]; e < entries.offsets[r + 1]; ++e) {
    const ColumnRange columns = entries.ranges[static_cast<size_t>(e)];
    const float value = values[e];
    for (int32_t c = columns.begin; c < columns.end; ++c) scores[c] += value;
  }
}

/// The gradient of a value is the sum of those of the scores that it was added to.
void sum_history_gradients(const HistoryEntries& entries, const float* gradients, int64_t row, float* sums) {
  const auto r = static_cast<size_t>(row);
  for (int64_t e = entries.offsets[r]; e < entries.offsets[r + 1]; ++e) {
    const ColumnRange columns = entries.ranges[static_cast<size_t>(e)];
    float sum = 0;
    for (int32_t c = columns.begin; c < columns.end; ++c) sum += gradients[c];
    sums[e] = sum;
  }
}

class AddHistory : public torch::autograd::Function<AddHistory> {
 public:
  /// @param scores  float32 [P, C], contiguous; changed in place
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& scores, const torch::Tensor& values,
                               const std::shared_ptr<const HistoryEntries>& entries) {
    float* first = scores.data_ptr<float>();
    const float* added = values.data_ptr<float>();
    const int64_t num_rows = scores.size(0), num_columns = scores.size(1);
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads()) if (num_rows > 8)
    for (int64_t row = 0; row < num_rows; ++row) add_history(*entries, added, row, first + row * num_columns);
    ctx->mark_dirty({scores});
    keep_history(ctx, entries);
    return scores;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto entries = kept_history(ctx);
    const auto gradient = gradients[0].contiguous();
    auto sums = torch::empty({entries->num_entries()}, gradient.options());
    const float* first = gradient.data_ptr<float>();
    float* out = sums.data_ptr<float>();
    const int64_t num_rows = gradient.size(0), num_columns = gradient.size(1);
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads()) if (num_rows > 8)
    for (int64_t row = 0; row < num_rows; ++row)
      sum_history_gradients(*entries, first + row * num_columns, row, out);
    return {gradient, sums, torch::Tensor()};
  }
};

/// A score that is NaN is not even equal to itself: it ranks last.
double mean_rank_of(const SoftmaxLoops::Summary& summary, int64_t count) {
  if (summary.num_equal == 0) return static_cast<double>(count);
  return static_cast<double>(summary.num_better) + (static_cast<double>(summary.num_equal) + 1) / 2;
}

/// The same of LibTorch's operators, on any device.
torch::Tensor add_history_unfused(const torch::Tensor& scores, const HistoryScores& part) {
  const HistoryEntries& entries = *part.entries;
  std::vector<int64_t> places, sources;
  for (int64_t row = 0; row < entries.num_rows(); ++row)
    for (int64_t e = entries.offsets[static_cast<size_t>(row)];
         e < entries.offsets[static_cast<size_t>(row) + 1]; ++e)
      for (int32_t c = entries.ranges[static_cast<size_t>(e)].begin;
           c < entries.ranges[static_cast<size_t>(e)].end; ++c) {
        places.push_back(row * scores.size(1) + c);
        sources.push_back(e);
      }
  const auto to_device = [&](const std::vector<int64_t>& indices) {
    return torch::tensor(indices, torch::kInt64).to(scores.device());
  };
  return scores.flatten()
      .index_add(0, to_device(places), part.values.index_select(0, to_device(sources)))
      .view(scores.sizes());
}

/// Where the rows of a softmax loss read and write, P of them.
struct SoftmaxRows {
  const std::vector<HistoryScores>& history;
  const float* bias;                    // [C]
  const std::vector<int32_t>& targets;  // [P]
  std::vector<torch::Tensor>& value_gradients;
  std::vector<double>&ranks, losses;

  /// The bare product of position p, in `row` or, of bfloat16, in `narrow`, becomes the gradient of the mean
  /// loss by the scores, in both.
  void finish(int64_t p, int64_t num_columns, float* row, uint16_t* narrow) {
    const SoftmaxLoops& loops = softmax_loops();
    if (narrow != nullptr)
      loops.widen_and_add_bias(narrow, bias, num_columns, row);
    else
      loops.add_bias(row, bias, num_columns, row);
    for (const HistoryScores& part : history)
      add_history(*part.entries, part.values.data_ptr<float>(), p, row);
    const auto i = static_cast<size_t>(p);
    const float score = row[targets[i]];
    const SoftmaxLoops::Summary summary = loops.summarize(row, num_columns, score);
    ranks[i] = mean_rank_of(summary, num_columns);
    const double sum = loops.exponentiate(summary.largest, num_columns, row);
    losses[i] = std::log(sum) - (static_cast<double>(score) - static_cast<double>(summary.largest));
    const double weight = 1 / static_cast<double>(targets.size());
    loops.scale(static_cast<float>(weight / sum), num_columns, row);
    row[targets[i]] -= static_cast<float>(weight);
    for (size_t part = 0; part < history.size(); ++part)
      sum_history_gradients(*history[part].entries, row, p, value_gradients[part].data_ptr<float>());
    if (narrow != nullptr) loops.narrow(row, num_columns, narrow);
  }
};

/// Loss and gradients in one pass: the backward pass only hands them out.
class SoftmaxOverSongs : public torch::autograd::Function<SoftmaxOverSongs> {
 public:
  /// The values of `scores.history` are given once more, by themselves, so that autograd sees them.
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& hidden_any,
                               const torch::Tensor& vectors_any, const torch::Tensor& bias_any,
                               const c10::optional<torch::Tensor>& /*song_values*/,
                               const c10::optional<torch::Tensor>& /*artist_values*/,
                               const std::vector<HistoryScores>& history, torch::ScalarType dtype,
                               const std::vector<int32_t>& targets, std::vector<double>* ranks) {
    const auto bias = bias_any.contiguous();
    const auto hidden = hidden_any.to(dtype).contiguous(), vectors = vectors_any.to(dtype).contiguous();
    const int64_t num_rows = hidden.size(0), num_columns = vectors.size(0);
    auto gradient_hidden = torch::empty(hidden.sizes(), bias.options());
    auto gradient_vectors = torch::zeros(vectors.sizes(), bias.options());
    auto gradient_bias = torch::zeros_like(bias);
    std::vector<torch::Tensor> value_gradients;
    for (const HistoryScores& part : history) value_gradients.push_back(torch::empty_like(part.values));
    SoftmaxRows rows{history, bias.data_ptr<float>(),
                     targets, value_gradients,
                     *ranks,  std::vector<double>(targets.size())};
    const bool is_narrow = dtype != torch::kFloat32;
    const int64_t chunk = std::clamp<int64_t>(kScoresInWork / num_columns, 1, num_rows);
    const auto work = torch::empty({chunk, num_columns}, bias.options());
    const auto narrow_work = is_narrow ? torch::empty({chunk, num_columns}, hidden.options()) : work;
    for (int64_t first = 0; first < num_rows; first += chunk) {
      const int64_t count = std::min(chunk, num_rows - first);
      auto scores = work.narrow(0, 0, count), products = narrow_work.narrow(0, 0, count);
      const auto hidden_rows = hidden.narrow(0, first, count);
      at::mm_out(products, hidden_rows, vectors.t());
      float* values = scores.data_ptr<float>();
      auto* narrow = is_narrow ? reinterpret_cast<uint16_t*>(products.data_ptr<at::BFloat16>()) : nullptr;
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads())
      for (int64_t i = 0; i < count; ++i)
        rows.finish(first + i, num_columns, values + i * num_columns,
                    is_narrow ? narrow + i * num_columns : nullptr);
      gradient_hidden.narrow(0, first, count).copy_(torch::mm(products, vectors));
      gradient_vectors.add_(torch::mm(products.t(), hidden_rows));
      gradient_bias.add_(scores.sum(0));
    }
    variable_list saved = {gradient_hidden, gradient_vectors, gradient_bias};
    saved.insert(saved.end(), value_gradients.begin(), value_gradients.end());
    ctx->save_for_backward(saved);
    double sum = 0;
    for (const double loss : rows.losses) sum += loss;
    return torch::full({}, sum / static_cast<double>(num_rows), bias.options());
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    variable_list result(9);
    const auto saved = ctx->get_saved_variables();
    const double factor = gradients[0].item<double>();
    for (size_t i = 0; i < saved.size(); ++i) result[i] = factor == 1 ? saved[i] : saved[i] * factor;
    return result;
  }
};

}  // namespace

double compute_mean_rank(const float* row, int64_t count, int64_t target) {
  return mean_rank_of(softmax_loops().summarize(row, count, row[target]), count);
}

torch::Tensor compute_scores(const SongScores& scores) {
  auto result = torch::addmm(scores.bias, scores.hidden, scores.vectors.t());  // [P, C]
  for (const HistoryScores& part : scores.history)
    result = result.device().is_cpu() ? AddHistory::apply(result, part.values, part.entries)
                                      : add_history_unfused(result, part);
  return result;
}

SoftmaxLoss compute_softmax_loss_unfused(const SongScores& scores, const std::vector<int32_t>& targets) {
  auto all = torch::addmm(scores.bias, scores.hidden, scores.vectors.t());  // [P, C]
  for (const HistoryScores& part : scores.history) all = add_history_unfused(all, part);
  const std::vector<int64_t> columns(targets.begin(), targets.end());
  const auto labels = torch::tensor(columns, torch::kInt64).to(all.device());
  SoftmaxLoss result;
  result.loss = torch::cross_entropy_loss(all, labels);
  const auto host = all.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  for (size_t p = 0; p < targets.size(); ++p)
    result.ranks.push_back(
        compute_mean_rank(host[static_cast<int64_t>(p)].data_ptr<float>(), host.size(1), targets[p]));
  return result;
}

SoftmaxLoss compute_softmax_loss(const SongScores& scores, const std::vector<int32_t>& targets) {
  AFFEKT_CHECK(!targets.empty() && static_cast<int64_t>(targets.size()) == scores.hidden.size(0),
               "each position needs its target");
  if (!scores.hidden.device().is_cpu()) return compute_softmax_loss_unfused(scores, targets);
  SoftmaxLoss result;
  result.ranks = std::vector<double>(targets.size());
  c10::optional<torch::Tensor> values[2];
  AFFEKT_CHECK(scores.history.size() <= 2, "a history of songs and one of artists");
  for (size_t i = 0; i < scores.history.size(); ++i) values[i] = scores.history[i].values;
  result.loss = SoftmaxOverSongs::apply(scores.hidden, scores.vectors, scores.bias, values[0], values[1],
                                        scores.history, scores.dtype, targets, &result.ranks);
  return result;
}

}  // namespace affekt
