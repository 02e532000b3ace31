#include "models/sequence/song_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Scores in work at a time: 4 MiB.
constexpr int64_t kScoresInWork = 1 << 20;

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
    ctx->saved_data["entries"] = c10::IValue::make_capsule(c10::make_intrusive<Kept>(entries));
    return scores;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto kept = ctx->saved_data["entries"].toCapsule();
    const HistoryEntries& entries = *static_cast<const Kept&>(*kept).entries;
    const auto gradient = gradients[0].contiguous();
    auto sums = torch::empty({entries.num_entries()}, gradient.options());
    const float* first = gradient.data_ptr<float>();
    float* out = sums.data_ptr<float>();
    const int64_t num_rows = gradient.size(0), num_columns = gradient.size(1);
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads()) if (num_rows > 8)
    for (int64_t row = 0; row < num_rows; ++row)
      sum_history_gradients(entries, first + row * num_columns, row, out);
    return {gradient, sums, torch::Tensor()};
  }

 private:
  struct Kept : torch::CustomClassHolder {
    explicit Kept(std::shared_ptr<const HistoryEntries> of) : entries(std::move(of)) {}
    std::shared_ptr<const HistoryEntries> entries;
  };
};

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

/// Where the rows of a softmax loss read and write.
struct SoftmaxRows {
  const std::vector<HistoryScores>& history;
  const float* bias;                    // [C]
  const std::vector<int32_t>& targets;  // [P]
  std::vector<torch::Tensor>& value_gradients;
  std::vector<double>& ranks;
  std::vector<double> losses;  // [P]
  std::vector<float> shifted;  // [P], score of the target minus the largest of its row
};

/// Row p of the bare product becomes the scores, minus the largest.
void finish_scores(SoftmaxRows& rows, int64_t p, float* row, int64_t num_columns) {
  for (int64_t c = 0; c < num_columns; ++c) row[c] += rows.bias[c];
  for (const HistoryScores& part : rows.history)
    add_history(*part.entries, part.values.data_ptr<float>(), p, row);
  float largest = -std::numeric_limits<float>::infinity();
  for (int64_t c = 0; c < num_columns; ++c) largest = row[c] > largest ? row[c] : largest;
  for (int64_t c = 0; c < num_columns; ++c) row[c] -= largest;
  const auto i = static_cast<size_t>(p);
  rows.ranks[i] = compute_mean_rank(row, num_columns, rows.targets[i]);
  rows.shifted[i] = row[rows.targets[i]];
}

/// The exponentials of a row become the gradient of the mean loss by the scores.
void finish_gradients(SoftmaxRows& rows, int64_t p, float* row, int64_t num_columns) {
  constexpr int64_t kLanes = 16;  // sums side by side, which the compiler makes vectors of
  float lanes[kLanes] = {};
  const int64_t whole = num_columns / kLanes * kLanes;
  for (int64_t c = 0; c < whole; c += kLanes)
    for (int64_t k = 0; k < kLanes; ++k) lanes[k] += row[c + k];
  double sum = 0;
  for (const float lane : lanes) sum += lane;
  for (int64_t c = whole; c < num_columns; ++c) sum += row[c];
  const auto i = static_cast<size_t>(p);
  rows.losses[i] = std::log(sum) - rows.shifted[i];
  const auto weight = static_cast<float>(1 / static_cast<double>(rows.targets.size()));
  const auto scale = static_cast<float>(weight / sum);
  for (int64_t c = 0; c < num_columns; ++c) row[c] *= scale;
  row[rows.targets[i]] -= weight;
  for (size_t part = 0; part < rows.history.size(); ++part)
    sum_history_gradients(*rows.history[part].entries, row, p, rows.value_gradients[part].data_ptr<float>());
}

/// Loss and gradients in one pass: the backward pass only hands them out.
class SoftmaxOverSongs : public torch::autograd::Function<SoftmaxOverSongs> {
 public:
  /// The values of `history` are given once more, by themselves, so that autograd sees them.
  static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& hidden_any,
                               const torch::Tensor& vectors_any, const torch::Tensor& bias_any,
                               const c10::optional<torch::Tensor>& /*song_values*/,
                               const c10::optional<torch::Tensor>& /*artist_values*/,
                               const std::vector<HistoryScores>& history, const std::vector<int32_t>& targets,
                               std::vector<double>* ranks) {
    const auto hidden = hidden_any.contiguous(), vectors = vectors_any.contiguous();
    const auto bias = bias_any.contiguous();
    const int64_t num_rows = hidden.size(0), num_columns = vectors.size(0);
    auto gradient_hidden = torch::empty_like(hidden), gradient_vectors = torch::zeros_like(vectors);
    auto gradient_bias = torch::zeros_like(bias);
    std::vector<torch::Tensor> value_gradients;
    for (const HistoryScores& part : history) value_gradients.push_back(torch::empty_like(part.values));
    SoftmaxRows rows{history, bias.data_ptr<float>(), targets, value_gradients, *ranks, {}, {}};
    rows.losses.resize(targets.size());
    rows.shifted.resize(targets.size());
    const int64_t chunk = std::clamp<int64_t>(kScoresInWork / num_columns, 1, num_rows);
    const auto buffer = torch::empty({chunk, num_columns}, hidden.options());
    for (int64_t first = 0; first < num_rows; first += chunk) {
      const int64_t count = std::min(chunk, num_rows - first);
      auto scores = buffer.narrow(0, 0, count);
      const auto hidden_rows = hidden.narrow(0, first, count);
      auto gradient_rows = gradient_hidden.narrow(0, first, count);
      at::mm_out(scores, hidden_rows, vectors.t());
      float* values = scores.data_ptr<float>();
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads())
      for (int64_t i = 0; i < count; ++i)
        finish_scores(rows, first + i, values + i * num_columns, num_columns);
      scores.exp_();
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads())
      for (int64_t i = 0; i < count; ++i)
        finish_gradients(rows, first + i, values + i * num_columns, num_columns);
      at::mm_out(gradient_rows, scores, vectors);
      gradient_vectors.addmm_(scores.t(), hidden_rows);
      gradient_bias.add_(scores.sum(0));
    }
    variable_list saved = {gradient_hidden, gradient_vectors, gradient_bias};
    saved.insert(saved.end(), value_gradients.begin(), value_gradients.end());
    ctx->save_for_backward(saved);
    double sum = 0;
    for (const double loss : rows.losses) sum += loss;
    return torch::full({}, sum / static_cast<double>(num_rows), hidden.options());
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    variable_list result(8);
    const auto saved = ctx->get_saved_variables();
    const double factor = gradients[0].item<double>();
    for (size_t i = 0; i < saved.size(); ++i) result[i] = factor == 1 ? saved[i] : saved[i] * factor;
    return result;
  }
};

}  // namespace

double compute_mean_rank(const float* row, int64_t count, int64_t target) {
  const float score = row[target];
  if (std::isnan(score)) return static_cast<double>(count);
  int32_t num_better = 0, num_equal = 0;  // as wide as the scores, so that the loop becomes vectors
  for (int64_t c = 0; c < count; ++c) {
    num_better += row[c] > score;
    num_equal += row[c] == score;
  }
  return static_cast<double>(num_better) + (static_cast<double>(num_equal) + 1) / 2;
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
  const auto host = all.detach().to(torch::kCPU).contiguous();
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
  result.ranks.resize(targets.size());
  c10::optional<torch::Tensor> values[2];
  AFFEKT_CHECK(scores.history.size() <= 2, "a history of songs and one of artists");
  for (size_t i = 0; i < scores.history.size(); ++i) values[i] = scores.history[i].values;
  result.loss = SoftmaxOverSongs::apply(scores.hidden, scores.vectors, scores.bias, values[0], values[1],
                                        scores.history, targets, &result.ranks);
  return result;
}

}  // namespace affekt
