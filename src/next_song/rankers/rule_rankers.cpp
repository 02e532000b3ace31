#include "next_song/rankers/rule_rankers.h"

#include <algorithm>
#include <cmath>

#include "next_song/ranker_formula.h"
#include "next_song/rankers/decay.h"
#include "next_song/rankers/song_rules.h"

namespace affekt {
namespace {

constexpr int64_t kPlaysLookedAt = 50;

class RuleRanker : public SongRanker {
 public:
  RuleRanker(std::string name, const TrainingPlays& training, const RuleMining& mining)
      : name_(std::move(name)),
        play_counts_(training.play_counts),
        rules_(mine_song_rules(training, mining)) {}

  std::string name() const override { return name_; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores.assign(play_counts_.size(), 0.0F);
    const int64_t oldest = std::max<int64_t>(0, history.num_plays - kPlaysLookedAt);
    for (int64_t play = history.num_plays - 1; play >= oldest; --play) {
      const auto song = static_cast<size_t>(history.songs[play]);
      if (play_counts_[song] == 0) continue;
      for (int64_t k = rules_.offsets[song]; k < rules_.offsets[song + 1]; ++k) {
        const SongRule& rule = rules_.rules[static_cast<size_t>(k)];
        scores[static_cast<size_t>(rule.song)] = rule.weight;
      }
      return;
    }
  }

  std::shared_ptr<const RankerFormula> formula() const override {
    LastPlayScores scores;
    for (const int64_t count : play_counts_) scores.is_known.push_back(count > 0);
    scores.plays_looked_at = kPlaysLookedAt;
    scores.offsets = rules_.offsets;
    for (const SongRule& rule : rules_.rules) {
      scores.songs.push_back(rule.song);
      scores.weights.push_back(rule.weight);
    }
    return std::make_shared<RankerFormula>(RankerFormula{std::move(scores)});
  }

 private:
  std::string name_;
  std::vector<int64_t> play_counts_;  // [V]
  SongRules rules_;
};

FieldRules rules_kept() {
  return FieldRules("Rules kept of each song, the best ones; 0: all")
      .unit("rules")
      .at_least(0)
      .at_most(1000000);
}

FieldRules farthest_pair() {
  return FieldRules("Songs of one sequence that stand further apart don't count as together")
      .unit("plays")
      .at_least(1)
      .at_most(100000);
}

/// No longer than the longest sequence, whatever was asked for.
std::vector<double> weigh_distances(const TrainingPlays& training, int64_t max_distance, Decay decay) {
  int64_t longest = 0;
  for (int64_t i = 0; i < training.num_sequences(); ++i) longest = std::max(longest, training.length(i));
  std::vector<double> weights(1);
  for (int64_t distance = 1; distance <= std::min(max_distance, longest); ++distance)
    weights.push_back(decay_by_steps(decay, distance));
  return weights;
}

}  // namespace

void MarkovOptions::describe(FieldVisitor& v) {
  v.field("num_rules", &num_rules, rules_kept());
}

std::unique_ptr<SongRanker> make_markov_ranker(const TrainingPlays& training, const MarkovOptions& options) {
  RuleMining mining;
  mining.weights = weigh_distances(training, 1, Decay::kSame);
  mining.num_rules = options.num_rules;
  return std::make_unique<RuleRanker>("markov", training, mining);
}

void AssociationRuleOptions::describe(FieldVisitor& v) {
  v.field("num_rules", &num_rules, rules_kept());
  v.field("max_distance", &max_distance, farthest_pair());
}

std::unique_ptr<SongRanker> make_association_rule_ranker(const TrainingPlays& training,
                                                         const AssociationRuleOptions& options) {
  RuleMining mining;
  mining.weights = weigh_distances(training, options.max_distance, Decay::kSame);
  mining.both_directions = true;
  mining.num_rules = options.num_rules;
  return std::make_unique<RuleRanker>("association_rules", training, mining);
}

void SequentialRuleOptions::describe(FieldVisitor& v) {
  v.field("steps", &steps,
          FieldRules("A song that comes so many plays later still counts")
              .unit("plays")
              .at_least(1)
              .at_most(1000));
  v.field("decay", &decay, FieldRules("Weight by the number of plays later").one_of(decay_names()));
  v.field("num_rules", &num_rules, rules_kept());
}

std::unique_ptr<SongRanker> make_sequential_rule_ranker(const TrainingPlays& training,
                                                        const SequentialRuleOptions& options) {
  RuleMining mining;
  mining.weights = weigh_distances(training, options.steps, decay_from_name(options.decay));
  mining.num_rules = options.num_rules;
  return std::make_unique<RuleRanker>("sequential_rules", training, mining);
}

void ItemKnnOptions::describe(FieldVisitor& v) {
  v.field("num_rules", &num_rules, rules_kept());
  v.field("regularization", &regularization,
          FieldRules("Added to the plays of both songs, against rare ones")
              .unit("plays")
              .at_least(0)
              .at_most(1e6));
  v.field("alpha", &alpha,
          FieldRules("Power of the last song's plays; the other's has 1 less it").at_least(0).at_most(1));
  v.field("max_distance", &max_distance, farthest_pair());
}

std::unique_ptr<SongRanker> make_item_knn_ranker(const TrainingPlays& training,
                                                 const ItemKnnOptions& options) {
  RuleMining mining;
  mining.weights = weigh_distances(training, options.max_distance, Decay::kSame);
  mining.both_directions = true;
  mining.keep_self = false;
  mining.num_rules = options.num_rules;
  for (const int64_t count : training.play_counts) {
    const double plays = static_cast<double>(count) + options.regularization;
    mining.from_divisors.push_back(std::pow(plays, options.alpha));
    mining.to_divisors.push_back(std::pow(plays, 1 - options.alpha));
  }
  return std::make_unique<RuleRanker>("item_knn", training, mining);
}

}  // namespace affekt
