#include "data/batch_loader.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/tiny_samples.h"

namespace affekt {
namespace {

using testing_support::make_tiny_samples;

LoaderOptions options_of(int64_t batch_size, double mixup_alpha = 0) {
  LoaderOptions options;
  options.seed = 5;
  options.batch_size = batch_size;
  options.mixup_alpha = mixup_alpha;
  return options;
}

std::vector<Batch> read_all(const Samples& samples, const LoaderOptions& options, int64_t epoch,
                            int64_t first_step) {
  BatchLoader loader(samples, options, epoch, first_step);
  std::vector<Batch> batches;
  while (auto batch = loader.next()) batches.push_back(std::move(*batch));
  return batches;
}

TEST(EpochOrder, IsAPermutationThatDiffersBetweenEpochs) {
  const auto first = draw_epoch_order(1, 0, 100), second = draw_epoch_order(1, 1, 100);
  EXPECT_EQ(std::set<int64_t>(first.begin(), first.end()).size(), 100u);
  EXPECT_NE(first, second);
  EXPECT_EQ(first, draw_epoch_order(1, 0, 100));
}

TEST(BatchLoader, GivesEverySampleOnceAnEpoch) {
  const Samples samples = make_tiny_samples(22, 4, 11, Split::kTrain, 1);
  const auto batches = read_all(samples, options_of(5), 0, 0);
  ASSERT_EQ(batches.size(), 5u);
  EXPECT_EQ(batches.back().inputs.size(0), 2);
  std::vector<int64_t> seen(11, 0);
  for (const auto& batch : batches)
    for (int64_t i = 0; i < batch.labels.size(0); ++i)
      ++seen[static_cast<size_t>(batch.labels[i].item<int64_t>())];
  EXPECT_EQ(seen, std::vector<int64_t>(11, 2));
}

TEST(BatchLoader, ALastBatchOfOneSampleIsLeftOut) {
  EXPECT_EQ(count_steps(21, 5), 4);
  EXPECT_EQ(count_steps(22, 5), 5);
  EXPECT_EQ(count_steps(20, 5), 4);
  EXPECT_EQ(count_steps(3, 5), 1);
  const Samples samples = make_tiny_samples(21, 4, 3, Split::kTrain, 1);
  EXPECT_EQ(read_all(samples, options_of(5), 0, 0).size(), 4u);
}

TEST(BatchLoader, StartingInsideAnEpochGivesTheSameBatches) {
  const Samples samples = make_tiny_samples(40, 6, 4, Split::kTrain, 2);
  const auto all = read_all(samples, options_of(8, 0.4), 3, 0);
  const auto rest = read_all(samples, options_of(8, 0.4), 3, 2);
  ASSERT_EQ(rest.size() + 2, all.size());
  for (size_t i = 0; i < rest.size(); ++i) {
    EXPECT_EQ(rest[i].step, all[i + 2].step);
    EXPECT_TRUE(torch::equal(rest[i].inputs, all[i + 2].inputs));
    EXPECT_TRUE(torch::equal(rest[i].mixed_labels, all[i + 2].mixed_labels));
    EXPECT_TRUE(torch::equal(rest[i].mix_weight, all[i + 2].mix_weight));
  }
}

TEST(BatchLoader, ADroppedLoaderEndsItsThread) {
  const Samples samples = make_tiny_samples(400, 4, 4, Split::kTrain, 2);
  BatchLoader loader(samples, options_of(2), 0, 0);
  EXPECT_TRUE(loader.next().has_value());
}  // the destructor would hang if the thread did not end

TEST(Mixup, IsTheWeightedSumOfTwoPlainImages) {
  const Samples samples = make_tiny_samples(12, 4, 3, Split::kTrain, 2);
  auto mixed_options = options_of(12, 1.0);
  mixed_options.augment = {};
  mixed_options.augment.image.erase_probability = 0;
  auto plain_options = mixed_options;
  plain_options.mixup_alpha = 0;
  const auto order = draw_epoch_order(5, 0, 12);
  const auto plain = make_batch(samples, plain_options, 0, order, 0);
  const auto mixed = make_batch(samples, mixed_options, 0, order, 0);
  EXPECT_TRUE(torch::equal(plain.labels, mixed.labels));
  const float share = mixed.mix_weight[0].item<float>();
  for (int64_t i = 0; i < 12; ++i) {
    // Some partner of the stated label must explain the mixture.
    bool explained = false;
    for (int64_t j = 0; j < 12 && !explained; ++j)
      explained = plain.labels[j].item<int64_t>() == mixed.mixed_labels[i].item<int64_t>() &&
                  torch::allclose(mixed.inputs[i], share * plain.inputs[i] + (1 - share) * plain.inputs[j],
                                  1e-5, 1e-3);
    EXPECT_TRUE(explained) << i;
  }
}

TEST(Mixup, ProbabilityZeroMixesNothing) {
  const Samples samples = make_tiny_samples(12, 4, 3, Split::kTrain, 2);
  auto options = options_of(12, 1.0);
  options.mixup_probability = 0;
  const auto batch = make_batch(samples, options, 0, draw_epoch_order(5, 0, 12), 0);
  EXPECT_TRUE(torch::equal(batch.mix_weight, torch::ones({12})));
  EXPECT_TRUE(torch::equal(batch.labels, batch.mixed_labels));
}

}  // namespace
}  // namespace affekt
