#include "data/batch_loader.h"

#include <algorithm>

#include "core/process/work_span.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

void mix_batch(Batch& batch, const LoaderOptions& options, int64_t epoch) {
  RandomStream stream(options.seed, "mixup", static_cast<uint64_t>(epoch), static_cast<uint64_t>(batch.step));
  if (!stream.bernoulli(options.mixup_probability)) return;
  const int64_t count = batch.inputs.size(0), size = batch.inputs.numel() / count;
  const auto share = static_cast<float>(stream.beta(options.mixup_alpha, options.mixup_alpha));
  const auto partner = draw_permutation(stream, count);
  const auto plain = batch.inputs.clone();
  const float* source = plain.data_ptr<float>();
  float* target = batch.inputs.data_ptr<float>();
  const int64_t* labels = batch.labels.data_ptr<int64_t>();
  batch.mixed_labels = batch.labels.clone();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t other = partner[static_cast<size_t>(i)];
    for (int64_t k = 0; k < size; ++k)
      target[i * size + k] = share * source[i * size + k] + (1.f - share) * source[other * size + k];
    batch.mixed_labels.data_ptr<int64_t>()[i] = labels[other];
    batch.mix_weight.data_ptr<float>()[i] = share;
  }
}

}  // namespace

std::vector<int64_t> draw_epoch_order(uint64_t seed, int64_t epoch, int64_t num_samples) {
  RandomStream stream(seed, "order", static_cast<uint64_t>(epoch));
  return draw_permutation(stream, num_samples);
}

int64_t count_steps(int64_t num_samples, int64_t batch_size) {
  return num_samples / batch_size + (num_samples % batch_size >= 2 ? 1 : 0);
}

Batch make_batch(const Samples& samples, const LoaderOptions& options, int64_t epoch,
                 const std::vector<int64_t>& order, int64_t step) {
  const SampleTable& table = table_of(samples);
  const auto writer = make_sample_writer(samples, options.augment);
  const int64_t first = step * options.batch_size;
  const int64_t count = std::min<int64_t>(options.batch_size, table.num_samples - first);
  std::vector<int64_t> shape = writer->shape();
  shape.insert(shape.begin(), count);
  Batch batch;
  batch.step = step;
  batch.inputs = torch::empty(shape);
  batch.labels = torch::empty({count}, torch::kInt64);
  batch.mix_weight = torch::ones({count});
  float* inputs = batch.inputs.data_ptr<float>();
  int64_t* labels = batch.labels.data_ptr<int64_t>();
  const int64_t size = batch.inputs.numel() / count;
  const WorkSpan augmentation("augmentation");
  for (int64_t i = 0; i < count; ++i) {
    const int64_t sample = order[static_cast<size_t>(first + i)];
    RandomStream stream(options.seed, "augment", static_cast<uint64_t>(epoch), static_cast<uint64_t>(sample));
    writer->write(sample, stream, inputs + i * size);
    labels[i] = table.labels[static_cast<size_t>(sample)];
  }
  batch.mixed_labels = batch.labels;
  if (options.mixup_alpha > 0) mix_batch(batch, options, epoch);
  return batch;
}

BatchLoader::BatchLoader(const Samples& samples, const LoaderOptions& options, int64_t epoch,
                         int64_t first_step)
    : BackgroundLoader<Batch>(
          [&samples, options, epoch,
           order = draw_epoch_order(options.seed, epoch, table_of(samples).num_samples)](int64_t step) {
            return make_batch(samples, options, epoch, order, step);
          },
          {first_step, count_steps(table_of(samples).num_samples, options.batch_size), options.queue_size}) {}

}  // namespace affekt
