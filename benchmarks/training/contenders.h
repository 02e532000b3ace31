// Training steps under measurement: the bare step and the whole loop, in turns.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/training/reference_networks.h"
#include "config/experiment_config.h"
#include "store/samples.h"

namespace affekt {

/// What a step works on.
struct Workload {
  InputShape input;
  int64_t batch_size;
};

struct Contender {
  std::string name;
  std::function<void()> step;
  std::vector<double> rates = {};  // images/s, one a round
};

using MakePlainNetwork = std::function<std::shared_ptr<BenchmarkNetwork>(Precision, bool channels_last)>;

/// Forward, backward, update on one fixed batch.
/// @param library_optimizer  torch::optim::SGD, or ours
Contender make_bare_step(const std::string& name, std::shared_ptr<BenchmarkNetwork> network,
                         const Workload& workload, bool library_optimizer);

/// What `affekt train` does for each batch: loading and augmenting on the loader's thread, loss with
/// smoothing and mixup, update, weight average. @param samples  borrowed
Contender make_whole_step(std::shared_ptr<BenchmarkNetwork> network, const Workload& workload,
                          const Samples& samples, const TrainConfig& config);

/// Plain LibTorch in the forms that one may take for its best; the last one is as most people run it.
/// @param best  the precision that suits the machine
std::vector<Contender> make_plain_steps(Precision best, const Workload& workload,
                                        const MakePlainNetwork& make);

ImageSamples make_noise_samples(const InputShape& input, int64_t count);

/// Every contender takes its turn in each round.
void measure(std::vector<Contender>& contenders, int rounds, const Workload& workload);

/// Medians over the rounds; ratios are taken within a round, to the first.
void print_rates(const std::string& title, const std::vector<Contender>& contenders);

/// Of ratios a / b within a round.
double median_ratio(const Contender& a, const Contender& b);
double median(std::vector<double> values);

/// Milliseconds of one core for loading and augmenting one batch.
double measure_loading(const Workload& workload, const Samples& samples, const TrainConfig& config);

}  // namespace affekt
