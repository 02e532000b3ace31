// Training rate side by side: the bare step and the whole loop of affekt against the same network in plain
// LibTorch. Every contender takes its turn in each round, so that a machine whose speed drifts does not
// favour one; the table gives medians over the rounds and ratios taken within a round.
//
//   bench_training [--rounds N] [--config CONFIG.yaml] [--precision auto|fp32|bf16] [--batch N]
//                  [--image CxHxW] [--input-px N]
//   ResNet-18 at 112x112: --config configs/fer2013_resnet18.yaml --image 3x112x112 --input-px 0 --batch 32
//
// The allocator setting of affekt applies to the whole process. To see what plain LibTorch does without it,
// the first rows run in a child process of their own before it is made; and each contender's peak memory is
// that of a child process of its own.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <optional>

#include "benchmarks/training/contenders.h"
#include "config/load_config.h"
#include "core/error.h"
#include "core/process/allocator.h"
#include "core/process/threads.h"
#include "kernels/batch_norm_relu.h"
#include "training/machine/precision.h"

namespace affekt {
namespace {

struct Settings {
  int rounds = 7;
  ExperimentConfig config;
  Workload workload;
  Precision best = Precision::kFloat32;  // that suits the machine

  NetworkOptions network() const {
    NetworkOptions options;
    options.model = config.model;
    options.input = workload.input;
    return options;
  }
};

/// In a process that nothing else has touched, and that ends with it.
void run_in_child(const std::function<void()>& work) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child == 0) {
    at::set_num_threads(thread_count());
    work();
    std::cout.flush();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
}

InputShape parse_image(const std::string& text) {
  int channels = 0, height = 0, width = 0, length = 0;
  if (std::sscanf(text.c_str(), "%dx%dx%d%n", &channels, &height, &width, &length) != 3 ||
      length != static_cast<int>(text.size()) || channels < 1 || height < 1 || width < 1)
    throw ConfigError("--image: expected CxHxW, such as 3x112x112, got " + text);
  return image_input(channels, height, width);
}

Contender make_bare_affekt(const Settings& settings, std::shared_ptr<BenchmarkNetwork> network) {
  const char* precision = settings.best == Precision::kBfloat16 ? "bf16" : "fp32";
  return make_bare_step(fmt::format("affekt, bare step, {}", precision), std::move(network),
                        settings.workload, false);
}

std::vector<Contender> make_plain_contenders(const Settings& settings) {
  return make_plain_steps(settings.best, settings.workload, [&](Precision precision, bool channels_last) {
    return make_plain_network(settings.network(), precision, channels_last);
  });
}

void print_peak_memory(const Settings& settings) {
  const auto measure_peak = [](const std::function<Contender()>& make) {
    run_in_child([&] {
      const Contender contender = make();
      for (int i = 0; i < 4; ++i) contender.step();
      rusage usage{};
      ::getrusage(RUSAGE_SELF, &usage);
      fmt::print("{:<66} {:>9.0f} MiB\n", contender.name, static_cast<double>(usage.ru_maxrss) / 1024);
    });
  };
  fmt::print("\nPeak memory of the process\n");
  measure_peak([&] {
    configure_allocator();
    return make_bare_affekt(settings, make_table_network(settings.network(), settings.best));
  });
  for (size_t i = 0; i < (settings.best == Precision::kBfloat16 ? 3 : 2); ++i)
    measure_peak([&] { return make_plain_contenders(settings).at(i); });
}

/// The four-block network of the first measurements.
void measure_vgg(const Settings& settings, const Samples& samples) {
  std::vector<Contender> contenders = {
      make_bare_affekt(settings, make_vgg_of_blocks(settings.best)),
      make_whole_step(make_vgg_of_blocks(settings.best), settings.workload, samples, settings.config.train)};
  for (auto& plain : make_plain_steps(settings.best, settings.workload, make_vgg_of_libtorch))
    contenders.push_back(plain);
  measure(contenders, settings.rounds, settings.workload);
  print_rates("Reference network (1-32, 32-64, pool, 64-128, pool, 128-256, pool, 9216-256-7)", contenders);
}

void measure_network(const Settings& settings, const Samples& samples) {
  const ExperimentConfig& config = settings.config;
  const auto make = [&] { return make_table_network(settings.network(), settings.best); };
  std::vector<Contender> contenders = {make_bare_affekt(settings, make()),
                                       make_whole_step(make(), settings.workload, samples, config.train)};
  for (auto& plain : make_plain_contenders(settings)) contenders.push_back(plain);
  measure(contenders, settings.rounds, settings.workload);
  print_rates(fmt::format("{} of {}", config.model.name, config.name), contenders);
  size_t best_plain = 2;
  for (size_t i = 3; i < contenders.size(); ++i)
    if (median(contenders[i].rates) > median(contenders[best_plain].rates)) best_plain = i;
  fmt::print("\nbare step of affekt / best plain form: {:.2f}   whole loop / bare step: {:.3f}\n",
             median_ratio(contenders[0], contenders[best_plain]), median_ratio(contenders[1], contenders[0]));
  const double loading_ms = measure_loading(settings.workload, samples, config.train);
  const double step_ms =
      1e3 * static_cast<double>(settings.workload.batch_size) / median(contenders.front().rates);
  fmt::print(
      "\nLoading and augmenting a batch of {}: {:.2f} ms of one core, {:.1f} % of one core's time of the "
      "step ({:.1f} ms)\n",
      settings.workload.batch_size, loading_ms, 100 * loading_ms / step_ms, step_ms);
}

int run(int argc, char** argv) {
  Settings settings;
  std::string config_path = "configs/fer2013_cnn.yaml", wanted = "auto", image = "1x48x48";
  std::optional<int64_t> batch, input_px;
  CLI::App app("Training rates of affekt beside plain LibTorch on this machine; takes minutes.",
               "bench_training");
  app.add_option("--rounds", settings.rounds, "Rounds, of each contender's turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--config", config_path, "Whose small_cnn or resnet18 is measured")->capture_default_str();
  app.add_option("--precision", wanted, "auto: the one that suits this machine")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
  app.add_option("--batch", batch, "Images in a step; default: the config's train.batch_size");
  app.add_option("--image", image, "Channels, height and width")->capture_default_str();
  app.add_option("--input-px", input_px, "In place of the config's model.resnet.input_px");
  CLI11_PARSE(app, argc, argv);
  settings.config = load_experiment(config_path);
  if (input_px) settings.config.model.resnet.input_px = *input_px;
  settings.workload = {parse_image(image), batch.value_or(settings.config.train.batch_size)};
  if (choose_precision(wanted, torch::kCPU) == torch::kBFloat16) settings.best = Precision::kBfloat16;
  const bool is_small_cnn = settings.config.model.name == "small_cnn" && image == "1x48x48";
  fmt::print("batch {}, {}, {} threads, fused kernels: {}, {} rounds; medians\n",
             settings.workload.batch_size, describe(settings.workload.input), thread_count(),
             kernel_instruction_set(), settings.rounds);
  run_in_child([&] {
    auto contenders = is_small_cnn ? make_plain_steps(settings.best, settings.workload, make_vgg_of_libtorch)
                                   : make_plain_contenders(settings);
    measure(contenders, settings.rounds, settings.workload);
    print_rates("Plain LibTorch, glibc's default allocator settings", contenders);
  });
  print_peak_memory(settings);

  configure_allocator();
  at::set_num_threads(thread_count());
  const Samples samples = make_noise_samples(settings.workload.input, 16 * settings.workload.batch_size);
  if (is_small_cnn) measure_vgg(settings, samples);
  measure_network(settings, samples);
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
