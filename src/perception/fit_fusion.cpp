#include "perception/fit_fusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

constexpr double kGreatestWeight = 4;
constexpr int64_t kFewestPairs = 10;

/// A sample of each source, of one class.
struct MadeUpPair {
  size_t rows[2] = {0, 0};
  int32_t label = 0;  // common
};

struct PairedReadings {
  std::vector<MadeUpPair> pairs;
  std::vector<int32_t> labels;
  std::vector<std::vector<double>> terms;  // [2][N, 7]
  std::vector<double> prior;               // [7], of the pairs
  std::vector<FusionSource> sources;
  std::vector<int64_t> groups;  // [N]; empty: none are known
};

size_t count_common() {
  return common_emotions().size();
}

/// [7][...] rows of each common class
std::vector<std::vector<size_t>> rows_by_class(const LabelledReadings& readings) {
  const std::vector<size_t> places = map_to_common(readings.class_names);
  std::vector<std::vector<size_t>> rows(count_common());
  for (size_t i = 0; i < readings.labels.size(); ++i)
    rows[places[static_cast<size_t>(readings.labels[i])]].push_back(i);
  return rows;
}

/// How often each class is among the source's own samples, which is what its probabilities are calibrated to.
std::vector<double> prior_of(const LabelledReadings& readings) {
  std::vector<double> prior;
  for (const auto& rows : rows_by_class(readings))
    prior.push_back(static_cast<double>(rows.size()) / static_cast<double>(readings.labels.size()));
  return prior;
}

std::vector<MadeUpPair> draw_pairs(const LabelledReadings& first, const LabelledReadings& second,
                                   uint64_t seed) {
  const auto of_first = rows_by_class(first), of_second = rows_by_class(second);
  std::vector<MadeUpPair> pairs;
  for (size_t k = 0; k < count_common(); ++k) {
    if (of_first[k].empty() != of_second[k].empty()) {
      const LabelledReadings& lacking = of_first[k].empty() ? first : second;
      throw DataError(
          fmt::format("{}: no sample of the class '{}', which the other source has; pairs of one "
                      "class need samples of both",
                      lacking.name, common_emotions()[k]));
    }
    RandomStream first_stream(seed, "fusion_pairs", k, 0), second_stream(seed, "fusion_pairs", k, 1);
    const auto a = draw_permutation(first_stream, static_cast<int64_t>(of_first[k].size()));
    const auto b = draw_permutation(second_stream, static_cast<int64_t>(of_second[k].size()));
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      pairs.push_back({{of_first[k][static_cast<size_t>(a[i])], of_second[k][static_cast<size_t>(b[i])]},
                       static_cast<int32_t>(k)});
    }
  }
  if (static_cast<int64_t>(pairs.size()) < kFewestPairs) {
    throw DataError(fmt::format("{} and {}: at least {} pairs expected, {} got", first.name, second.name,
                                kFewestPairs, pairs.size()));
  }
  return pairs;
}

std::vector<double> terms_of(const LabelledReadings& readings, const FusionSource& source,
                             const std::vector<MadeUpPair>& pairs, size_t which) {
  constexpr double kLeast = 1e-6;
  std::vector<double> terms;
  const size_t num_classes = readings.class_names.size();
  for (const MadeUpPair& pair : pairs) {
    SourceReading reading{readings.source, readings.class_names, {}};
    const auto row =
        readings.probabilities.begin() + static_cast<std::ptrdiff_t>(pair.rows[which] * num_classes);
    reading.probabilities.assign(row, row + static_cast<std::ptrdiff_t>(num_classes));
    const std::vector<double> common = common_probabilities(reading);
    for (size_t k = 0; k < common.size(); ++k)
      terms.push_back(source.prior[k] > 0 ? std::log(std::max(common[k], kLeast)) - std::log(source.prior[k])
                                          : 0);
  }
  return terms;
}

std::vector<int64_t> number_groups(const LabelledReadings& readings, const std::vector<MadeUpPair>& pairs,
                                   size_t which) {
  std::map<std::string, int64_t> numbers;
  for (const std::string& group : readings.groups) numbers.emplace(group, 0);
  int64_t next = 0;
  for (auto& [name, number] : numbers) number = next++;
  std::vector<int64_t> groups;
  for (const MadeUpPair& pair : pairs) groups.push_back(numbers.at(readings.groups[pair.rows[which]]));
  return groups;
}

PairedReadings pair_readings(const LabelledReadings& first, const LabelledReadings& second, uint64_t seed) {
  PairedReadings paired;
  paired.pairs = draw_pairs(first, second, seed);
  paired.prior.assign(count_common(), 0);
  for (const MadeUpPair& pair : paired.pairs) {
    paired.labels.push_back(pair.label);
    paired.prior[static_cast<size_t>(pair.label)] += 1.0 / static_cast<double>(paired.pairs.size());
  }
  for (size_t s = 0; s < 2; ++s) {
    const LabelledReadings& readings = s == 0 ? first : second;
    paired.sources.push_back({readings.source, 1, prior_of(readings)});
    paired.terms.push_back(terms_of(readings, paired.sources.back(), paired.pairs, s));
    if (!readings.groups.empty()) paired.groups = number_groups(readings, paired.pairs, s);
  }
  return paired;
}

/// The fold of each pair: by its group, or by itself.
std::vector<int> deal_folds(const PairedReadings& paired, const FusionFitOptions& options) {
  const bool has_groups = !paired.groups.empty();
  const int64_t count = has_groups ? 1 + *std::max_element(paired.groups.begin(), paired.groups.end())
                                   : static_cast<int64_t>(paired.pairs.size());
  RandomStream stream(options.seed, "fusion_folds");
  const std::vector<int64_t> order = draw_permutation(stream, count);
  std::vector<int> folds;
  for (size_t i = 0; i < paired.pairs.size(); ++i) {
    const size_t unit = has_groups ? static_cast<size_t>(paired.groups[i]) : i;
    folds.push_back(static_cast<int>(order[unit] % options.num_folds));
  }
  return folds;
}

std::vector<double> log_prior_of(const std::vector<double>& prior) {
  std::vector<double> logs;
  for (const double p : prior) logs.push_back(std::log(std::max(p, 1e-12)));  // a class without pairs
  return logs;
}

/// @param probabilities  [7], filled in
void pool_row(const std::vector<std::vector<double>>& terms, const std::vector<double>& log_prior,
              const std::vector<double>& weights, size_t row, double* probabilities) {
  const size_t num_classes = log_prior.size();
  for (size_t k = 0; k < num_classes; ++k) {
    probabilities[k] = log_prior[k];
    for (size_t s = 0; s < terms.size(); ++s)
      probabilities[k] += weights[s] * terms[s][row * num_classes + k];
  }
  const double largest = *std::max_element(probabilities, probabilities + num_classes);
  double sum = 0;
  for (size_t k = 0; k < num_classes; ++k) sum += probabilities[k] = std::exp(probabilities[k] - largest);
  for (size_t k = 0; k < num_classes; ++k) probabilities[k] /= sum;
}

double mean_log_loss(const std::vector<std::vector<double>>& terms, const std::vector<double>& log_prior,
                     const std::vector<int32_t>& labels, const std::vector<size_t>& rows,
                     const std::vector<double>& weights) {
  std::vector<double> probabilities(log_prior.size());
  double sum = 0;
  for (const size_t row : rows) {
    pool_row(terms, log_prior, weights, row, probabilities.data());
    sum -= std::log(std::max(probabilities[static_cast<size_t>(labels[row])], kMinLogProbability));
  }
  return sum / static_cast<double>(rows.size());
}

/// Every pair with weights of the other folds. @return [N, 7]
std::vector<float> predict_across(const std::vector<std::vector<double>>& terms, const PairedReadings& paired,
                                  const std::vector<int>& folds, int num_folds) {
  const std::vector<double> log_prior = log_prior_of(paired.prior);
  std::vector<float> result(paired.pairs.size() * count_common());
  std::vector<double> row(count_common());
  for (int fold = 0; fold < num_folds; ++fold) {
    std::vector<size_t> others, own;
    for (size_t i = 0; i < folds.size(); ++i) (folds[i] == fold ? own : others).push_back(i);
    if (own.empty()) continue;
    const std::vector<double> weights = fit_weights(terms, log_prior, paired.labels, others);
    for (const size_t i : own) {
      pool_row(terms, log_prior, weights, i, row.data());
      std::copy(row.begin(), row.end(), result.begin() + static_cast<std::ptrdiff_t>(i * count_common()));
    }
  }
  return result;
}

}  // namespace

std::vector<double> fit_weights(const std::vector<std::vector<double>>& terms,
                                const std::vector<double>& log_prior, const std::vector<int32_t>& labels,
                                const std::vector<size_t>& rows) {
  AFFEKT_CHECK(!terms.empty() && !rows.empty(), "something to fit on");
  // The loss is convex in the weights, so going along one after the other ends in its minimum.
  constexpr double kGolden = 0.6180339887498949;
  constexpr int kRounds = 30, kCuts = 30;
  std::vector<double> weights(terms.size(), 1);
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<double> before = weights;
    for (double& weight : weights) {
      const auto loss = [&](double value) {
        weight = value;
        return mean_log_loss(terms, log_prior, labels, rows, weights);
      };
      double low = 0, high = kGreatestWeight;
      double left = high - kGolden * (high - low), right = low + kGolden * (high - low);
      double of_left = loss(left), of_right = loss(right);
      for (int cut = 0; cut < kCuts; ++cut) {
        if (of_left <= of_right) {
          high = right;
          right = left;
          of_right = of_left;
          of_left = loss(left = high - kGolden * (high - low));
        } else {
          low = left;
          left = right;
          of_left = of_right;
          of_right = loss(right = low + kGolden * (high - low));
        }
      }
      weight = (low + high) / 2;
    }
    double moved = 0;
    for (size_t s = 0; s < weights.size(); ++s) moved = std::max(moved, std::abs(weights[s] - before[s]));
    if (moved < 1e-5) break;
  }
  return weights;
}

FusionFit fit_fusion(const LabelledReadings& first, const LabelledReadings& second,
                     const FusionFitOptions& options) {
  AFFEKT_CHECK(options.num_folds >= 2 && first.source != second.source, "folds, and two sources");
  const PairedReadings paired = pair_readings(first, second, options.seed);
  const std::vector<int> folds = deal_folds(paired, options);
  FusionFit fit;
  fit.options = options;
  fit.names = {first.name, second.name};
  fit.num_pairs = static_cast<int64_t>(paired.pairs.size());
  fit.class_counts.assign(count_common(), 0);
  for (const int32_t label : paired.labels) ++fit.class_counts[static_cast<size_t>(label)];
  BootstrapOptions bootstrap;
  bootstrap.num_resamples = options.num_resamples;
  bootstrap.seed = options.seed;
  bootstrap.num_threads = thread_count();
  bootstrap.groups = paired.groups;
  std::vector<int64_t> distinct = paired.groups;
  std::sort(distinct.begin(), distinct.end());
  fit.num_groups = std::unique(distinct.begin(), distinct.end()) - distinct.begin();

  const auto num_classes = static_cast<int>(count_common());
  const std::vector<float> fused = predict_across(paired.terms, paired, folds, options.num_folds);
  const ScoredPredictions fused_predictions{fused, paired.labels, num_classes};
  for (size_t s = 0; s < 2; ++s) {
    const std::vector<float> alone = predict_across({paired.terms[s]}, paired, folds, options.num_folds);
    const ScoredPredictions predictions{alone, paired.labels, num_classes};
    fit.scores.push_back({paired.sources[s].name, score_predictions(predictions, bootstrap),
                          compare_predictions(predictions, fused_predictions, bootstrap)});
  }
  fit.scores.push_back({"fused", score_predictions(fused_predictions, bootstrap), {}});

  std::vector<size_t> all(paired.pairs.size());
  std::iota(all.begin(), all.end(), size_t{0});
  const auto weights = fit_weights(paired.terms, log_prior_of(paired.prior), paired.labels, all);
  fit.rule = make_even_rule();
  fit.rule.sources = paired.sources;
  for (size_t s = 0; s < 2; ++s) fit.rule.sources[s].weight = weights[s];
  fit.rule.origin = fmt::format("fitted by log loss on {} made-up pairs of one class from {} and {}, seed {}",
                                fit.num_pairs, first.name, second.name, options.seed);
  return fit;
}

}  // namespace affekt
