#include "kinds/songs/fit_affect_regression.h"

#include <numeric>

#include "affect/artist_folds.h"
#include "affect/cross_validated_fit.h"
#include "affect/ridge_regression.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "kinds/songs/fit_affect_network.h"

namespace affekt {
namespace {

constexpr int64_t kMinSongs = 20;

std::vector<int32_t> deal_folds(const AffectSamples& samples, const AffectRegressionOptions& options) {
  return assign_folds(samples.artists, options.num_folds, options.seed);
}

void check_samples(const AffectSamples& samples) {
  if (samples.num_songs < kMinSongs)
    throw DataError("only " + std::to_string(samples.num_songs) + " songs have valence and arousal (" +
                    samples.target + "), too few for a regression, which needs " + std::to_string(kMinSongs));
  for (size_t column = 0; column < 2; ++column) {
    bool varies = false;
    for (size_t i = column; i < samples.targets.size(); i += 2)
      varies = varies || samples.targets[i] != samples.targets[column];
    if (!varies)
      throw DataError(std::string("all songs have the same ") + (column == 0 ? "valence" : "arousal") + " (" +
                      samples.target + "), which no regression can explain");
  }
}

/// The three that are compared, each song predicted by the fit that did not see it. [n, 2]
struct Predictions {
  std::vector<float> mean, ridge, network;
};

std::vector<float> take_points(const RegressionData& data, const std::vector<int64_t>& rows) {
  std::vector<float> points;
  for (const int64_t row : rows) {
    const auto begin = data.points.begin() + row * data.num_inputs;
    points.insert(points.end(), begin, begin + data.num_inputs);
  }
  return points;
}

void store(const std::vector<float>& outputs, const std::vector<int64_t>& rows, std::vector<float>& all) {
  for (size_t i = 0; i < rows.size(); ++i)
    for (size_t column = 0; column < 2; ++column)
      all[2 * static_cast<size_t>(rows[i]) + column] = outputs[2 * i + column];
}

/// The training rows' mean for every row.
LinearMap fit_mean(const RegressionData& data, const std::vector<int64_t>& rows) {
  LinearMap map;
  map.num_inputs = data.num_inputs;
  map.num_outputs = data.num_outputs;
  map.weight.assign(static_cast<size_t>(map.num_inputs * map.num_outputs), 0.0f);
  for (int64_t column = 0; column < data.num_outputs; ++column) {
    double sum = 0;
    for (const int64_t row : rows)
      sum += static_cast<double>(data.targets[static_cast<size_t>(row * data.num_outputs + column)]);
    map.bias.push_back(static_cast<float>(sum / static_cast<double>(rows.size())));
  }
  return map;
}

}  // namespace

void check_affect_regression(const AffectSamples& samples, const AffectRegressionOptions& options) {
  check_samples(samples);
  deal_folds(samples, options);
}

AffectRegression fit_affect_regression(const AffectSamples& samples, const AffectRegressionOptions& options) {
  AFFEKT_CHECK(samples.target == "deezer" || samples.target == "tags", "there is nothing to regress on");
  check_samples(samples);
  const RegressionData data{samples.points, samples.num_inputs, samples.targets, 2};
  const auto folds = deal_folds(samples, options);
  AffectNetworkOptions network_options;
  network_options.hidden_units = options.hidden_units;
  network_options.epochs = options.epochs;

  Predictions predictions;
  predictions.mean = predictions.ridge = predictions.network = std::vector<float>(samples.targets.size());
  ProgressBar progress("valence and arousal", options.num_folds + 1, "fits");
  for (int64_t fold = 0; fold < options.num_folds; ++fold) {
    throw_if_interrupted("the regression");
    std::vector<int64_t> train, test;
    for (int64_t row = 0; row < samples.num_songs; ++row)
      (folds[static_cast<size_t>(row)] == fold ? test : train).push_back(row);
    const std::vector<float> points = take_points(data, test);
    const auto num_test = static_cast<int64_t>(test.size());
    store(predict_linear(fit_mean(data, train), points.data(), num_test), test, predictions.mean);
    store(predict_linear(fit_ridge(data, train).map, points.data(), num_test), test, predictions.ridge);
    network_options.seed = derive_key(options.seed, "affect_fold", static_cast<uint64_t>(fold));
    const AffectNetworkFit network = fit_affect_network(data, train, network_options);
    store(predict_network(network.hidden, network.output, points.data(), num_test), test,
          predictions.network);
    progress.advance();
  }

  AffectRegression regression;
  regression.target = samples.target;
  regression.num_songs = samples.num_songs;
  regression.num_folds = options.num_folds;
  std::vector<int64_t> all(static_cast<size_t>(samples.num_songs));
  std::iota(all.begin(), all.end(), int64_t{0});
  RidgeFit ridge = fit_ridge(data, all);
  regression.lambda = ridge.lambda;
  regression.ridge = std::move(ridge.map);
  network_options.seed = derive_key(options.seed, "affect_whole");
  AffectNetworkFit network = fit_affect_network(data, all, network_options);
  regression.hidden = std::move(network.hidden);
  regression.output = std::move(network.output);
  progress.advance();

  BootstrapOptions bootstrap;
  bootstrap.num_resamples = options.num_resamples;
  bootstrap.seed = derive_key(options.seed, "affect_r2");  // the same resamples for all three
  bootstrap.num_threads = options.num_threads > 0 ? options.num_threads : thread_count();
  regression.mean_fit = score_cross_validation(samples, predictions.mean, folds, bootstrap);
  regression.ridge_fit = score_cross_validation(samples, predictions.ridge, folds, bootstrap);
  regression.network_fit = score_cross_validation(samples, predictions.network, folds, bootstrap);
  const R2Gain gain = score_r2_gain(samples, predictions.ridge, predictions.network, bootstrap);
  regression.network_gain = gain.value;
  regression.network_gain_low = gain.interval.low;
  regression.network_gain_high = gain.interval.high;
  regression.exported = gain.interval.low > 0 ? "network" : "ridge";  // the simpler one unless it is worse
  return regression;
}

}  // namespace affekt
