#include "benchmarks/training/contenders.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <tuple>
#include <utility>

#include "core/random_stream.h"
#include "data/batch_loader.h"
#include "tasks/classification_loss.h"
#include "training/optimizer.h"
#include "training/weight_average.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kStepsPerRound = 6;

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class BareStep {
 public:
  BareStep(std::shared_ptr<BenchmarkNetwork> network, const Workload& workload, bool library_optimizer)
      : network_(std::move(network)) {
    torch::manual_seed(1);
    const auto& [batch_size, in] = std::tie(workload.batch_size, workload.input);
    pixels_ = torch::randint(256, {batch_size, in.channels, in.height, in.width}).to(torch::kFloat32);
    labels_ = torch::randint(7, {batch_size}, torch::kInt64);
    network_->train();
    if (library_optimizer)
      library_ = std::make_unique<torch::optim::SGD>(
          network_->parameters(),
          torch::optim::SGDOptions(0.01).momentum(0.9).nesterov(true).weight_decay(5e-4));
    else
      ours_ = make_optimizer(*network_, OptimizerConfig{});
  }
  void operator()() {
    if (library_)
      library_->zero_grad();
    else
      ours_->clear_gradients();
    torch::nn::functional::cross_entropy(network_->forward(pixels_), labels_).backward();
    if (library_)
      library_->step();
    else
      ours_->step(0.01);
  }

 private:
  std::shared_ptr<BenchmarkNetwork> network_;
  torch::Tensor pixels_, labels_;
  std::unique_ptr<torch::optim::SGD> library_;
  std::unique_ptr<Optimizer> ours_;
};

LoaderOptions loader_of(const Workload& workload, const TrainConfig& config) {
  LoaderOptions options;
  options.seed = 1;
  options.batch_size = workload.batch_size;
  options.augment = {config.augment, config.speech};
  options.mixup_alpha = config.mixup_alpha;
  options.mixup_probability = config.mixup_probability;
  return options;
}

class WholeStep {
 public:
  WholeStep(std::shared_ptr<BenchmarkNetwork> network, const Workload& workload, const Samples& samples,
            const TrainConfig& config)
      : network_(std::move(network)), workload_(workload), samples_(samples), config_(config) {
    network_->train();
    optimizer_ = make_optimizer(*network_, config.optimizer);
    average_ = std::make_unique<WeightAverage>(*network_, 0.999);
  }
  void operator()() {
    auto batch = next_batch();
    ClassificationLossOptions options;
    options.label_smoothing = config_.label_smoothing;
    const auto loss = compute_classification_loss(network_->forward(batch.inputs), batch, options);
    optimizer_->clear_gradients();
    loss.backward();
    optimizer_->step(0.01);
    average_->update(updates_++);
  }

 private:
  Batch next_batch() {
    for (;;) {
      if (!loader_)
        loader_ = std::make_unique<BatchLoader>(samples_, loader_of(workload_, config_), epoch_++, 0);
      if (auto batch = loader_->next()) return std::move(*batch);
      loader_.reset();
    }
  }
  std::shared_ptr<BenchmarkNetwork> network_;
  Workload workload_;
  const Samples& samples_;
  TrainConfig config_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<WeightAverage> average_;
  std::unique_ptr<BatchLoader> loader_;
  int64_t epoch_ = 0, updates_ = 0;
};

double thread_cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

Contender make_bare_step(const std::string& name, std::shared_ptr<BenchmarkNetwork> network,
                         const Workload& workload, bool library_optimizer) {
  auto step = std::make_shared<BareStep>(std::move(network), workload, library_optimizer);
  return {name, [step] { (*step)(); }};
}

Contender make_whole_step(std::shared_ptr<BenchmarkNetwork> network, const Workload& workload,
                          const Samples& samples, const TrainConfig& config) {
  auto step = std::make_shared<WholeStep>(std::move(network), workload, samples, config);
  return {"affekt, whole loop: loading, augmentation, loss, update, average", [step] { (*step)(); }};
}

std::vector<Contender> make_plain_steps(Precision best, const Workload& workload,
                                        const MakePlainNetwork& make) {
  const bool is_bf16 = best == Precision::kBfloat16;
  const auto name = [&](const char* form) {
    return fmt::format("plain LibTorch, {}, {}", is_bf16 ? "bf16 autocast" : "fp32", form);
  };
  std::vector<Contender> steps;
  steps.push_back(make_bare_step(name("channels-last"), make(best, true), workload, true));
  if (is_bf16) steps.push_back(make_bare_step(name("contiguous"), make(best, false), workload, true));
  steps.push_back(make_bare_step("plain LibTorch, fp32, contiguous (as most people run it)",
                                 make(Precision::kFloat32, false), workload, true));
  return steps;
}

ImageSamples make_noise_samples(const InputShape& input, int64_t count) {
  ImageSamples samples;
  samples.num_samples = count;
  samples.channels = input.channels;
  samples.height = input.height;
  samples.width = input.width;
  RandomStream stream(1, "noise");
  for (int64_t i = 0; i < count * input.channels * input.height * input.width; ++i)
    samples.pixels.push_back(static_cast<uint8_t>(stream.below(256)));
  for (int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int32_t>(i % 7));
  return samples;
}

void measure(std::vector<Contender>& contenders, int rounds, const Workload& workload) {
  for (auto& contender : contenders)
    for (int i = 0; i < 3; ++i) contender.step();  // warm-up
  for (int round = 0; round < rounds; ++round)
    for (auto& contender : contenders) {
      contender.step();  // what the one before left in the caches
      const double seconds = seconds_of([&] {
        for (int i = 0; i < kStepsPerRound; ++i) contender.step();
      });
      contender.rates.push_back(kStepsPerRound * static_cast<double>(workload.batch_size) / seconds);
    }
}

void print_rates(const std::string& title, const std::vector<Contender>& contenders) {
  fmt::print("\n{}\n{:<66} {:>9} {:>8}\n", title, "", "images/s", "ratio");
  for (const auto& contender : contenders)
    fmt::print("{:<66} {:>9.1f} {:>8.2f}\n", contender.name, median(contender.rates),
               median_ratio(contender, contenders.front()));
  std::cout.flush();
}

double median_ratio(const Contender& a, const Contender& b) {
  std::vector<double> ratios;
  for (size_t i = 0; i < a.rates.size(); ++i) ratios.push_back(a.rates[i] / b.rates[i]);
  return median(ratios);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double measure_loading(const Workload& workload, const Samples& samples, const TrainConfig& config) {
  const auto options = loader_of(workload, config);
  const auto order = draw_epoch_order(1, 0, table_of(samples).num_samples);
  std::vector<double> seconds;
  for (int64_t step = 0; step < 8; ++step) {
    const double start = thread_cpu_seconds();
    make_batch(samples, options, 0, order, step);
    seconds.push_back(thread_cpu_seconds() - start);
  }
  return 1e3 * median(seconds);
}

}  // namespace affekt
