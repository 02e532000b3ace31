#include "next_song/ensemble_ranker.h"

#include <algorithm>

#include "core/error.h"

namespace affekt {
namespace {

const std::vector<std::string>& normalization_names() {
  static const std::vector<std::string> names = {"share", "max"};
  return names;
}

/// What the scores above 0 are divided by; 0: there are none.
double find_divisor(const std::vector<float>& scores, const std::string& normalization) {
  double sum = 0, largest = 0;
  for (const float score : scores) {
    if (!(score > 0)) continue;
    sum += score;
    largest = std::max<double>(largest, score);
  }
  return normalization == "share" ? sum : largest;
}

float factor_of(double weight, double divisor) {
  return divisor > 0 ? static_cast<float>(weight / divisor) : 0.0F;
}

void mix(const std::vector<float>& first, float first_factor, const std::vector<float>& second,
         float second_factor, std::vector<float>& combined) {
  AFFEKT_CHECK(first.size() == second.size(), "both rank the same catalogue");
  combined.resize(first.size());
  for (size_t i = 0; i < first.size(); ++i) {
    const float a = first[i] > 0 ? first[i] : 0, b = second[i] > 0 ? second[i] : 0;
    combined[i] = a * first_factor + b * second_factor;
  }
}

class EnsembleRanker : public SongRanker {
 public:
  EnsembleRanker(std::shared_ptr<const SongRanker> first, std::shared_ptr<const SongRanker> second,
                 const EnsembleOptions& options)
      : first_(std::move(first)), second_(std::move(second)), options_(options) {}

  std::string name() const override { return "ensemble"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    std::vector<float> of_first, of_second;
    first_->score(history, of_first);
    second_->score(history, of_second);
    combine_scores(of_first, of_second, options_, scores);
  }

 private:
  std::shared_ptr<const SongRanker> first_, second_;
  EnsembleOptions options_;
};

}  // namespace

void EnsembleOptions::describe(FieldVisitor& v) {
  v.field("second_weight", &second_weight, FieldRules("Weight of the second ranker").at_least(0).at_most(1));
  v.field(
      "normalization", &normalization,
      FieldRules("Scores above 0 are divided by their sum or by the largest").one_of(normalization_names()));
}

void combine_scores(const std::vector<float>& first, const std::vector<float>& second,
                    const EnsembleOptions& options, std::vector<float>& combined) {
  mix(first, factor_of(1 - options.second_weight, find_divisor(first, options.normalization)), second,
      factor_of(options.second_weight, find_divisor(second, options.normalization)), combined);
}

std::unique_ptr<SongRanker> make_ensemble_ranker(std::shared_ptr<const SongRanker> first,
                                                 std::shared_ptr<const SongRanker> second,
                                                 const EnsembleOptions& options) {
  return std::make_unique<EnsembleRanker>(std::move(first), std::move(second), options);
}

EnsembleTuner::EnsembleTuner(const ListeningPositions& positions) : positions_(positions) {
  for (const std::string& normalization : normalization_names()) {
    for (const double weight :
         {0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0})
      trials_.push_back({weight, normalization});
  }
  ranks_.assign(trials_.size(), std::vector<double>(static_cast<size_t>(positions.num_positions())));
}

void EnsembleTuner::add(int64_t position, const std::vector<float>& first, const std::vector<float>& second) {
  std::vector<float> combined;
  for (size_t t = 0; t < trials_.size(); ++t) {
    combine_scores(first, second, trials_[t], combined);
    ranks_[t][static_cast<size_t>(position)] = rank_target(combined, positions_, position);
  }
}

EnsembleChoice EnsembleTuner::choose() const {
  AFFEKT_CHECK(positions_.num_positions() > 0, "there are positions to choose on");
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  EnsembleChoice choice;
  size_t best = 0;
  for (size_t t = 0; t < trials_.size(); ++t) {
    const RankingScores scores = score_ranks(ranks_[t], no_intervals);
    choice.trials.push_back({trials_[t], scores.values[kMrrAt20], scores.values[kHitRateAt20]});
    const EnsembleTrial &a = choice.trials[t], &b = choice.trials[best];
    if (a.mrr > b.mrr || (a.mrr == b.mrr && a.hit_rate > b.hit_rate)) best = t;
  }
  choice.options = trials_[best];
  return choice;
}

EnsembleChoice tune_ensemble(const SongRanker& first, const SongRanker& second,
                             const ListeningPositions& positions, const PositionWork& work) {
  EnsembleTuner tuner(positions);
  for_each_position(positions.num_positions(), work, [&](int64_t i, PositionMemory& memory) {
    first.score(positions.history(i), memory[0]);
    second.score(positions.history(i), memory[1]);
    tuner.add(i, memory[0], memory[1]);
  });
  return tuner.choose();
}

}  // namespace affekt
