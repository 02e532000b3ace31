#include "data/batch_loader.h"

#include <algorithm>

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
    : samples_(samples),
      options_(options),
      epoch_(epoch),
      num_steps_(count_steps(table_of(samples).num_samples, options.batch_size)),
      thread_([this, first_step] { produce(first_step); }) {}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BatchLoader::produce(int64_t first_step) {
  try {
    const auto order = draw_epoch_order(options_.seed, epoch_, table_of(samples_).num_samples);
    for (int64_t step = first_step; step < num_steps_; ++step) {
      auto batch = make_batch(samples_, options_, epoch_, order, step);
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock,
                    [this] { return stop_ || static_cast<int64_t>(ready_.size()) < options_.queue_size; });
      if (stop_) return;
      ready_.push_back(std::move(batch));
      changed_.notify_all();
    }
  } catch (...) {
    const std::lock_guard<std::mutex> lock(mutex_);
    error_ = std::current_exception();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  finished_ = true;
  changed_.notify_all();
}

std::optional<Batch> BatchLoader::next() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || finished_; });
  if (!ready_.empty()) {
    Batch batch = std::move(ready_.front());
    ready_.pop_front();
    changed_.notify_all();
    return batch;
  }
  if (error_) std::rethrow_exception(error_);
  return std::nullopt;
}

}  // namespace affekt
