#include "metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/threads.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

std::vector<std::vector<int32_t>> members_of_groups(const std::vector<int64_t>& groups) {
  std::map<int64_t, std::vector<int32_t>> by_group;
  for (size_t i = 0; i < groups.size(); ++i) by_group[groups[i]].push_back(static_cast<int32_t>(i));
  std::vector<std::vector<int32_t>> members;
  members.reserve(by_group.size());
  for (auto& entry : by_group) members.push_back(std::move(entry.second));
  return members;
}

void draw_samples(RandomStream& stream, int64_t num_samples, std::vector<int32_t>& draws) {
  draws.resize(static_cast<size_t>(num_samples));
  for (int32_t& draw : draws) draw = static_cast<int32_t>(stream.below(static_cast<uint64_t>(num_samples)));
}

void draw_groups(RandomStream& stream, const std::vector<std::vector<int32_t>>& members,
                 std::vector<int32_t>& draws) {
  draws.clear();
  for (size_t i = 0; i < members.size(); ++i) {
    const std::vector<int32_t>& drawn = members[stream.below(members.size())];
    draws.insert(draws.end(), drawn.begin(), drawn.end());
  }
}

/// See Interval::p_value. Values that are not finite are left out.
double compute_sign_p_value(const std::vector<double>& values) {
  int64_t num_finite = 0, num_low = 0, num_high = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ++num_finite;
    num_low += value <= 0 ? 1 : 0;
    num_high += value >= 0 ? 1 : 0;
  }
  if (num_finite == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto rarer = static_cast<double>(std::min(num_low, num_high));
  return std::min(1.0, 2 * (rarer + 1) / static_cast<double>(num_finite + 1));
}

/// Scores of all resamples: [num_resamples] for each score.
std::vector<std::vector<double>> score_resamples(int64_t num_samples, int num_scores, const ScoreDraws& score,
                                                 const BootstrapOptions& options) {
  AFFEKT_CHECK(num_samples > 0 && num_scores > 0, "nothing to resample");
  AFFEKT_CHECK(options.num_resamples > 0, "num_resamples must be positive");
  AFFEKT_CHECK(options.confidence > 0 && options.confidence < 1, "confidence must be inside (0, 1)");
  AFFEKT_CHECK(options.groups.empty() || static_cast<int64_t>(options.groups.size()) == num_samples,
               "every sample needs a group, or none");
  const auto members = members_of_groups(options.groups);
  const auto width = static_cast<size_t>(num_scores);
  std::vector<double> scores(static_cast<size_t>(options.num_resamples) * width);  // [resample, score]

  constexpr int64_t kResamplesPerTask = 32;  // so that `draws` is allocated once for many resamples
  const int64_t num_tasks = (options.num_resamples + kResamplesPerTask - 1) / kResamplesPerTask;
  parallel_for(num_tasks, options.num_threads, [&](int64_t task) {
    std::vector<int32_t> draws;
    const int64_t end = std::min(options.num_resamples, (task + 1) * kResamplesPerTask);
    for (int64_t resample = task * kResamplesPerTask; resample < end; ++resample) {
      throw_if_interrupted("the intervals");
      RandomStream stream(options.seed, "bootstrap", static_cast<uint64_t>(resample));
      if (members.empty()) {
        draw_samples(stream, num_samples, draws);
      } else {
        draw_groups(stream, members, draws);
      }
      score(draws, scores.data() + static_cast<size_t>(resample) * width);
    }
  });

  std::vector<std::vector<double>> columns(width,
                                           std::vector<double>(static_cast<size_t>(options.num_resamples)));
  for (size_t i = 0; i < width; ++i)
    for (size_t resample = 0; resample < columns[i].size(); ++resample)
      columns[i][resample] = scores[resample * width + i];
  return columns;
}

std::vector<Interval> intervals_of(const std::vector<std::vector<double>>& columns, double confidence) {
  std::vector<Interval> intervals;
  const double tail = (1.0 - confidence) / 2;
  for (const std::vector<double>& column : columns)
    intervals.push_back(
        {compute_quantile(column, tail), compute_quantile(column, 1.0 - tail), compute_sign_p_value(column)});
  return intervals;
}

/// Moves the finite values so that their mean is `mean`; none if that is not finite.
void move_mean(std::vector<double>& values, double mean) {
  double sum = 0;
  int64_t num_finite = 0;
  for (const double value : values)
    if (std::isfinite(value)) sum += value, ++num_finite;
  if (num_finite == 0 || !std::isfinite(mean)) return;
  const double step = mean - sum / static_cast<double>(num_finite);
  for (double& value : values) value += step;
}

}  // namespace

std::vector<Interval> bootstrap_intervals(int64_t num_samples, int num_scores, const ScoreDraws& score,
                                          const BootstrapOptions& options) {
  return intervals_of(score_resamples(num_samples, num_scores, score, options), options.confidence);
}

ScoresWithIntervals score_with_intervals(int64_t num_samples, int num_scores, const ScoreDraws& score,
                                         const BootstrapOptions& options,
                                         const std::vector<size_t>& centred) {
  std::vector<int32_t> each_once(static_cast<size_t>(num_samples));
  std::iota(each_once.begin(), each_once.end(), 0);
  ScoresWithIntervals result;
  result.values.resize(static_cast<size_t>(num_scores));
  score(each_once, result.values.data());
  if (options.num_resamples == 0) {
    result.ci.resize(result.values.size());
  } else {
    auto columns = score_resamples(num_samples, num_scores, score, options);
    for (const size_t i : centred) move_mean(columns.at(i), result.values.at(i));
    result.ci = intervals_of(columns, options.confidence);
  }
  return result;
}

double compute_quantile(std::vector<double> values, double q) {
  AFFEKT_CHECK(q >= 0 && q <= 1, "a quantile lies in [0, 1]");
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); }),
               values.end());
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, values.size() - 1);
  const double share = position - static_cast<double>(below);
  return values[below] + share * (values[above] - values[below]);
}

Interval wilson_interval(int64_t num_successes, int64_t num_trials, double z) {
  AFFEKT_CHECK(num_successes >= 0 && num_successes <= num_trials, "more successes than trials");
  if (num_trials == 0) return {0.0, 1.0};
  const auto n = static_cast<double>(num_trials);
  const double p = static_cast<double>(num_successes) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace affekt
