#include "metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kCutoff = 20;

using RankingValues = std::array<double, kNumRankingScores>;

RankingValues values_of_rank(double rank) {
  AFFEKT_CHECK(rank >= 1, "a rank is at least 1");
  RankingValues values{};
  const double cutoffs[] = {1, 5, 10, kCutoff};
  for (size_t i = 0; i < 4; ++i) values[i] = rank <= cutoffs[i] ? 1 : 0;
  values[kMrrAt20] = rank <= kCutoff ? 1 / rank : 0;
  values[kNdcgAt20] = rank <= kCutoff ? 1 / std::log2(1 + rank) : 0;
  return values;
}

/// The positions of one group, summed: a resample then adds up groups, not positions.
struct GroupSums {
  RankingValues sums{};
  double num_positions = 0;
};

std::vector<GroupSums> sum_groups(const std::vector<RankingValues>& values,
                                  const std::vector<int64_t>& groups) {
  std::vector<GroupSums> sums;
  std::map<int64_t, size_t> index_of;  // in the order of the groups, as metrics/bootstrap draws them
  for (const int64_t group : groups) index_of.emplace(group, 0);
  size_t next = 0;
  for (auto& entry : index_of) entry.second = next++;
  sums.resize(groups.empty() ? values.size() : index_of.size());
  for (size_t i = 0; i < values.size(); ++i) {
    GroupSums& group = sums[groups.empty() ? i : index_of.at(groups[i])];
    for (size_t k = 0; k < values[i].size(); ++k) group.sums[k] += values[i][k];
    group.num_positions += 1;
  }
  return sums;
}

RankingScores score_values(const std::vector<RankingValues>& values, const BootstrapOptions& options) {
  RankingScores result;
  result.num_positions = static_cast<int64_t>(values.size());
  if (values.empty()) {
    result.values.fill(std::numeric_limits<double>::quiet_NaN());
    return result;
  }
  AFFEKT_CHECK(options.groups.empty() || options.groups.size() == values.size(),
               "every position needs a group, or none");
  const std::vector<GroupSums> sums = sum_groups(values, options.groups);
  BootstrapOptions of_groups = options;
  of_groups.groups.clear();
  const ScoresWithIntervals scores = score_with_intervals(
      static_cast<int64_t>(sums.size()), kNumRankingScores,
      [&sums](const std::vector<int32_t>& draws, double* means) {
        GroupSums total;
        for (const int32_t draw : draws) {
          const GroupSums& group = sums[static_cast<size_t>(draw)];
          for (size_t k = 0; k < total.sums.size(); ++k) total.sums[k] += group.sums[k];
          total.num_positions += group.num_positions;
        }
        for (size_t k = 0; k < total.sums.size(); ++k) means[k] = total.sums[k] / total.num_positions;
      },
      of_groups);
  std::copy(scores.values.begin(), scores.values.end(), result.values.begin());
  std::copy(scores.ci.begin(), scores.ci.end(), result.ci.begin());
  return result;
}

}  // namespace

RankCounts count_ranks(const std::vector<float>& scores, int64_t target) {
  const auto num_scores = static_cast<int64_t>(scores.size());
  AFFEKT_CHECK(target >= 0 && target < num_scores, "the target is not in the catalogue");
  const float own = scores[static_cast<size_t>(target)];
  const float bar = own > 0 ? own : 0;
  int64_t num_better = 0, num_equal = 0, num_positive = 0, num_not_better = 0;
  constexpr size_t kBlock = 1 << 14;  // 32-bit sums within, which the compiler adds up several at a time
  for (size_t begin = 0; begin < scores.size(); begin += kBlock) {
    const size_t end = std::min(scores.size(), begin + kBlock);
    int32_t better = 0, equal = 0, positive = 0, not_better = 0;
    for (size_t i = begin; i < end; ++i) {
      better += scores[i] > bar;
      equal += scores[i] == bar;
      positive += scores[i] > 0;
      not_better += scores[i] <= bar;
    }
    num_better += better;
    num_equal += equal;
    num_positive += positive;
    num_not_better += not_better;
  }
  AFFEKT_CHECK(num_better + num_not_better == num_scores, "a score is not a number");
  RankCounts counts;
  counts.num_better = num_better;
  counts.num_equal = bar > 0 ? num_equal : num_not_better;  // negative scores are no opinion either
  counts.num_positive = num_positive;
  return counts;
}

const std::vector<MetricInfo>& ranking_metrics() {
  static const auto hit_rate = [](const std::string& k) {
    return MetricInfo{"hit_rate_at_" + k, "HR@" + k,
                      "Share of the plays whose song stands among the first " + k +
                          " of the whole catalogue; equal scores share their mean rank.",
                      MetricFormat::kNumber, true};
  };
  static const std::vector<MetricInfo> metrics = {
      hit_rate("1"),
      hit_rate("5"),
      hit_rate("10"),
      hit_rate("20"),
      {"mrr_at_20", "MRR@20", "Mean of 1 / rank of the song that was played; 0 beyond rank 20.",
       MetricFormat::kNumber, true},
      {"ndcg_at_20", "NDCG@20", "Mean of 1 / log2(1 + rank) of the song that was played; 0 beyond rank 20.",
       MetricFormat::kNumber, true},
  };
  return metrics;
}

RankingScores score_ranks(const std::vector<double>& ranks, const BootstrapOptions& options) {
  std::vector<RankingValues> values;
  values.reserve(ranks.size());
  for (const double rank : ranks) values.push_back(values_of_rank(rank));
  return score_values(values, options);
}

RankingScores compare_ranks(const std::vector<double>& first, const std::vector<double>& second,
                            const BootstrapOptions& options) {
  AFFEKT_CHECK(first.size() == second.size(), "both methods are scored on the same positions");
  std::vector<RankingValues> values;
  values.reserve(first.size());
  for (size_t i = 0; i < first.size(); ++i) {
    const RankingValues of_first = values_of_rank(first[i]);
    values.push_back(values_of_rank(second[i]));
    for (size_t k = 0; k < of_first.size(); ++k) values.back()[k] -= of_first[k];
  }
  return score_values(values, options);
}

}  // namespace affekt
