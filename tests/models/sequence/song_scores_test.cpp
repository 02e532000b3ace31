#include "models/sequence/song_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace affekt {
namespace {

/// One or two entries a row, of one column and of two or three.
std::shared_ptr<const HistoryEntries> make_entries(int64_t num_rows, int64_t num_columns, int64_t shift) {
  auto entries = std::make_shared<HistoryEntries>();
  for (int64_t row = 0; row < num_rows; ++row) {
    const auto column = static_cast<int32_t>((7 * row + shift) % num_columns);
    entries->ranges.push_back({column, column + 1});
    if (row % 3 != 0) entries->ranges.push_back({column / 2, column / 2 + 2 + static_cast<int32_t>(row % 2)});
    entries->offsets.push_back(entries->num_entries());
  }
  return entries;
}

SongScores make_scores(int64_t num_rows, int64_t num_columns, torch::ScalarType dtype = torch::kFloat32) {
  torch::manual_seed(4);
  SongScores scores{
      torch::randn({num_rows, 5}), torch::randn({num_columns, 5}), torch::randn({num_columns}), {}};
  for (const int64_t shift : {0, 3}) {
    const auto entries = make_entries(num_rows, num_columns, shift);
    scores.history.push_back({entries, torch::randn({entries->num_entries()})});
  }
  for (auto* tensor :
       {&scores.hidden, &scores.vectors, &scores.bias, &scores.history[0].values, &scores.history[1].values})
    *tensor = tensor->to(dtype).set_requires_grad(true);
  return scores;
}

std::vector<torch::Tensor> gradients_of(const SongScores& scores) {
  return {scores.hidden.grad(), scores.vectors.grad(), scores.bias.grad(), scores.history[0].values.grad(),
          scores.history[1].values.grad()};
}

TEST(SongScores, AreProductBiasAndHistoryByHand) {
  auto entries = std::make_shared<HistoryEntries>();
  entries->offsets = {0, 1, 2};
  entries->ranges = {{1, 3}, {0, 1}};
  const SongScores scores{torch::tensor({{1.0f, 2.0f}, {0.0f, 1.0f}}),
                          torch::tensor({{1.0f, 0.0f}, {0.0f, 1.0f}, {1.0f, 1.0f}}),
                          torch::tensor({0.5f, 0.0f, -1.0f}),
                          {{entries, torch::tensor({10.0f, 20.0f})}}};
  EXPECT_TRUE(
      torch::equal(compute_scores(scores), torch::tensor({{1.5f, 12.0f, 12.0f}, {20.5f, 1.0f, 0.0f}})));
}

TEST(SongScores, SoftmaxLossByHand) {
  // Scores 0 and log 3: the target has 3 of 4 parts.
  const SongScores scores{
      torch::ones({1, 1}), torch::tensor({{0.0f}, {std::log(3.0f)}}), torch::zeros({2}), {}};
  const SoftmaxLoss result = compute_softmax_loss(scores, {1});
  EXPECT_NEAR(result.loss.item<double>(), -std::log(0.75), 1e-6);
  EXPECT_EQ(result.ranks, (std::vector<double>{1}));
}

TEST(SongScores, TheFusedLossIsThatOfLibTorchsOperatorsWithAllGradients) {
  for (const int32_t num_columns : {11, 700'000}) {  // one chunk of rows, and several
    const int64_t num_rows = num_columns == 11 ? 9 : 4;
    std::vector<int32_t> targets;
    for (int32_t i = 0; i < num_rows; ++i) targets.push_back((5 * i + 2) % num_columns);
    const SongScores fused = make_scores(num_rows, num_columns),
                     plain = make_scores(num_rows, num_columns, torch::kFloat64);
    const SoftmaxLoss a = compute_softmax_loss(fused, targets),
                      b = compute_softmax_loss_unfused(plain, targets);
    EXPECT_NEAR(a.loss.item<double>(), b.loss.item<double>(), 3e-6 * b.loss.item<double>());
    EXPECT_EQ(a.ranks, b.ranks);
    (2 * a.loss).backward();
    (2 * b.loss).backward();
    const auto ours = gradients_of(fused), theirs = gradients_of(plain);
    for (size_t i = 0; i < ours.size(); ++i)
      EXPECT_TRUE(torch::allclose(ours[i].to(torch::kFloat64), theirs[i], 1e-4, 1e-5))
          << i << " of " << num_columns << ": " << (ours[i] - theirs[i]).abs().max().item<double>();
  }
}

TEST(SongScores, TheLossInBfloat16IsNearTheOneInFloat32WithAllGradients) {
  std::vector<int32_t> targets;
  for (int32_t i = 0; i < 40; ++i) targets.push_back((5 * i + 2) % 90);
  SongScores narrow = make_scores(40, 90), wide = make_scores(40, 90);
  narrow.dtype = torch::kBFloat16;
  const SoftmaxLoss a = compute_softmax_loss(narrow, targets), b = compute_softmax_loss(wide, targets);
  EXPECT_NEAR(a.loss.item<double>(), b.loss.item<double>(), 0.01);
  a.loss.backward();
  b.loss.backward();
  const auto ours = gradients_of(narrow), theirs = gradients_of(wide);
  for (size_t i = 0; i < ours.size(); ++i)
    EXPECT_LT((ours[i] - theirs[i]).norm().item<double>(), 0.02 * theirs[i].norm().item<double>()) << i;
}

TEST(SongScores, TheMatrixOfScoresHasTheGradientsOfLibTorchsOperators) {
  const SongScores ours = make_scores(6, 11), plain = make_scores(6, 11);
  const std::vector<int32_t> targets = {0, 3, 10, 4, 4, 1};
  const auto labels = torch::tensor({0, 3, 10, 4, 4, 1}, torch::kInt64);
  torch::cross_entropy_loss(compute_scores(ours), labels).backward();
  compute_softmax_loss_unfused(plain, targets).loss.backward();
  const auto a = gradients_of(ours), b = gradients_of(plain);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(torch::allclose(a[i], b[i], 1e-4, 1e-6)) << i;
}

TEST(SongScores, EqualScoresShareTheirMeanRank) {
  const float row[] = {3, 1, 1, 1, 0};
  EXPECT_EQ(compute_mean_rank(row, 5, 2), 3);  // ranks 2, 3 and 4
  EXPECT_EQ(compute_mean_rank(row, 5, 0), 1);
  const float same[] = {2, 2, 2, 2};
  EXPECT_EQ(compute_mean_rank(same, 4, 1), 2.5);
  const float broken[] = {1, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(compute_mean_rank(broken, 2, 1), 2);
}

}  // namespace
}  // namespace affekt
