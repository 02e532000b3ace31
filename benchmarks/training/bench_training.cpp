// Training rate side by side: the bare step and the whole loop of affekt against the same network in plain
// LibTorch. Every contender takes its turn in each round, so that a machine whose speed drifts does not
// favour one; the table gives medians over the rounds and ratios taken within a round.
//
//   bench_training [--rounds N] [--config CONFIG.yaml] [--precision auto|fp32|bf16]
//
// The allocator setting of affekt applies to the whole process. To see what plain LibTorch does without it,
// the first rows run in a child process of their own before it is made.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <vector>

#include "benchmarks/training/reference_networks.h"
#include "config/load_config.h"
#include "core/process/allocator.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "data/batch_loader.h"
#include "kernels/batch_norm_relu.h"
#include "models/model_table.h"
#include "tasks/classification_loss.h"
#include "tasks/classification_task.h"
#include "training/optimizer.h"
#include "training/precision.h"
#include "training/weight_average.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int64_t kBatch = 128;
constexpr int kStepsPerRound = 6;

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// Forward, backward, update on one fixed batch.
class BareStep {
 public:
  explicit BareStep(std::shared_ptr<BenchmarkNetwork> network, bool library_optimizer)
      : network_(std::move(network)) {
    torch::manual_seed(1);
    pixels_ = torch::randint(256, {kBatch, 1, 48, 48}).to(torch::kFloat32);
    labels_ = torch::randint(7, {kBatch}, torch::kInt64);
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

ImageSamples noise_samples(int64_t count) {
  ImageSamples samples;
  samples.num_samples = count;
  samples.height = samples.width = 48;
  RandomStream stream(1, "noise");
  for (int64_t i = 0; i < count * 48 * 48; ++i)
    samples.pixels.push_back(static_cast<uint8_t>(stream.below(256)));
  for (int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int32_t>(i % 7));
  return samples;
}

LoaderOptions loader_of(const TrainConfig& config) {
  LoaderOptions options;
  options.seed = 1;
  options.batch_size = kBatch;
  options.augment = {config.augment, config.speech};
  options.mixup_alpha = config.mixup_alpha;
  options.mixup_probability = config.mixup_probability;
  return options;
}

/// What `affekt train` does for each batch: loading and augmenting on the loader's thread, loss with
/// smoothing and mixup, update, weight average.
class WholeStep {
 public:
  WholeStep(std::shared_ptr<BenchmarkNetwork> network, const Samples& samples, const TrainConfig& config)
      : network_(std::move(network)), samples_(samples), config_(config) {
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
      if (!loader_) loader_ = std::make_unique<BatchLoader>(samples_, loader_of(config_), epoch_++, 0);
      if (auto batch = loader_->next()) return std::move(*batch);
      loader_.reset();
    }
  }
  std::shared_ptr<BenchmarkNetwork> network_;
  const Samples& samples_;
  TrainConfig config_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<WeightAverage> average_;
  std::unique_ptr<BatchLoader> loader_;
  int64_t epoch_ = 0, updates_ = 0;
};

struct Contender {
  std::string name;
  std::function<void()> step;
  std::vector<double> rates;  // images/s, one a round
};

void measure(std::vector<Contender>& contenders, int rounds) {
  for (auto& contender : contenders)
    for (int i = 0; i < 3; ++i) contender.step();  // warm-up
  for (int round = 0; round < rounds; ++round)
    for (auto& contender : contenders) {
      contender.step();  // what the one before left in the caches
      const double seconds = seconds_of([&] {
        for (int i = 0; i < kStepsPerRound; ++i) contender.step();
      });
      contender.rates.push_back(kStepsPerRound * kBatch / seconds);
    }
}

void print(const std::string& title, const std::vector<Contender>& contenders) {
  fmt::print("\n{}\n{:<66} {:>9} {:>8}\n", title, "", "images/s", "ratio");
  for (const auto& contender : contenders) {
    std::vector<double> ratios;
    for (size_t i = 0; i < contender.rates.size(); ++i)
      ratios.push_back(contender.rates[i] / contenders.front().rates[i]);
    fmt::print("{:<66} {:>9.1f} {:>8.2f}\n", contender.name, median(contender.rates), median(ratios));
  }
  std::cout.flush();
}

Contender bare(const std::string& name, std::shared_ptr<BenchmarkNetwork> network, bool library_optimizer) {
  auto step = std::make_shared<BareStep>(std::move(network), library_optimizer);
  return {name, [step] { (*step)(); }, {}};
}

/// @param best  the precision that suits the machine
std::vector<Contender> plain_contenders(
    Precision best, const std::function<std::shared_ptr<BenchmarkNetwork>(Precision, bool)>& make) {
  return {bare(best == Precision::kBfloat16 ? "plain LibTorch, bf16 autocast, channels-last"
                                            : "plain LibTorch, fp32, channels-last",
               make(best, true), true),
          bare("plain LibTorch, fp32 (as most people run it)", make(Precision::kFloat32, false), true)};
}

/// Plain LibTorch with glibc's own allocator settings, in a process that nothing else has touched.
void measure_untouched_process(Precision best, int rounds) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child == 0) {
    at::set_num_threads(thread_count());
    auto contenders = plain_contenders(best, make_vgg_of_libtorch);
    measure(contenders, rounds);
    print("Reference network, bare step, glibc's default allocator settings", contenders);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
}

double thread_cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void print_loader_cost(const Samples& samples, const TrainConfig& config, double step_seconds) {
  const auto options = loader_of(config);
  const auto order = draw_epoch_order(1, 0, table_of(samples).num_samples);
  std::vector<double> seconds;
  for (int64_t step = 0; step < 12; ++step) {
    const double start = thread_cpu_seconds();
    make_batch(samples, options, 0, order, step);
    seconds.push_back(thread_cpu_seconds() - start);
  }
  fmt::print(
      "\nLoading and augmenting a batch of {}: {:.2f} ms of one core, {:.1f} % of one core's time of the "
      "step ({:.1f} ms)\n",
      kBatch, 1e3 * median(seconds), 100 * median(seconds) / step_seconds, 1e3 * step_seconds);
}

int run(int argc, char** argv) {
  int rounds = 7;
  std::string config_path = "configs/fer2013_cnn.yaml", wanted = "auto";
  CLI::App app("Training rates of affekt beside plain LibTorch on this machine; takes minutes.",
               "bench_training");
  app.add_option("--rounds", rounds, "Rounds, of each contender's turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--config", config_path, "Whose small_cnn is measured")->capture_default_str();
  app.add_option("--precision", wanted, "auto: the one that suits this machine")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
  CLI11_PARSE(app, argc, argv);
  const auto config = load_experiment(config_path);
  const bool is_bf16 = choose_precision(wanted, torch::kCPU) == torch::kBFloat16;
  const Precision best = is_bf16 ? Precision::kBfloat16 : Precision::kFloat32;
  const std::string bare_name = fmt::format("affekt, bare step, {}", is_bf16 ? "bf16" : "fp32");
  fmt::print("batch {}, 48x48 grey, {} threads, fused kernels: {}, {} rounds of {} steps; medians\n", kBatch,
             thread_count(), kernel_instruction_set(), rounds, kStepsPerRound);
  measure_untouched_process(best, rounds);

  configure_allocator();
  at::set_num_threads(thread_count());
  const Samples samples = noise_samples(4096);
  const auto whole = [&](std::shared_ptr<BenchmarkNetwork> network) {
    auto step = std::make_shared<WholeStep>(std::move(network), samples, config.train);
    return Contender{
        "affekt, whole loop: loading, augmentation, loss, update, average", [step] { (*step)(); }, {}};
  };

  auto reference = std::vector<Contender>{bare(bare_name, make_vgg_of_blocks(best), false),
                                          whole(make_vgg_of_blocks(best))};
  for (auto& contender : plain_contenders(best, make_vgg_of_libtorch)) reference.push_back(contender);
  measure(reference, rounds);
  print("Reference network (1-32, 32-64, pool, 64-128, pool, 128-256, pool, 9216-256-7)", reference);

  const auto small_plain = [&](Precision precision, bool channels_last) {
    return make_small_cnn_of_libtorch(config.model, precision, channels_last);
  };
  auto small = std::vector<Contender>{bare(bare_name, make_small_cnn_of_blocks(config.model, best), false),
                                      whole(make_small_cnn_of_blocks(config.model, best))};
  for (auto& contender : plain_contenders(best, small_plain)) small.push_back(contender);
  measure(small, rounds);
  print(fmt::format("{} of {}", config.model.name, config_path), small);

  print_loader_cost(samples, config.train, kBatch / median(small.front().rates));
  return 0;
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  try {
    return affekt::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench_training: " << error.what() << "\n";
    return 1;
  }
}
