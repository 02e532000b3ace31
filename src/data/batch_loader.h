// Batches of augmented samples with one class each.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "data/background_loader.h"
#include "data/sample_writer.h"
#include "store/prepared_file.h"

namespace affekt {

struct Batch {
  torch::Tensor inputs;        // float32 [N, C, H, W], 0..255; or waveforms [N, T], -1..1
  torch::Tensor labels;        // int64 [N]
  torch::Tensor mixed_labels;  // int64 [N]: the partner's label; equals labels without mixup
  torch::Tensor mix_weight;    // float32 [N]: share of the sample itself, 1 without mixup
  int64_t step = 0;            // in the epoch
};

struct LoaderOptions {
  uint64_t seed = 1;
  int64_t batch_size = 128;
  SampleAugmentation augment;
  double mixup_alpha = 0, mixup_probability = 1;
  int64_t queue_size = 3;  // finished batches that may wait
};

/// The order of the samples in one epoch: a permutation drawn from (seed, "order", epoch).
std::vector<int64_t> draw_epoch_order(uint64_t seed, int64_t epoch, int64_t num_samples);

/// Batches an epoch: all samples, the last batch smaller; a last batch of one sample is left out, since batch
/// normalisation needs two.
int64_t count_steps(int64_t num_samples, int64_t batch_size);

/// Makes batch `step` of an epoch whose order is given. Depends on nothing but its arguments.
Batch make_batch(const Samples& samples, const LoaderOptions& options, int64_t epoch,
                 const std::vector<int64_t>& order, int64_t step);

/// One epoch, from `first_step` on.
class BatchLoader : public BackgroundLoader<Batch> {
 public:
  /// `samples` must outlive the loader.
  BatchLoader(const Samples& samples, const LoaderOptions& options, int64_t epoch, int64_t first_step);
  BatchLoader(Samples&& samples, const LoaderOptions& options, int64_t epoch, int64_t first_step) = delete;
};

}  // namespace affekt
