// Two rankers as one: their scores in a common scale, mixed by one weight that validation chooses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/field_visitor.h"
#include "next_song/evaluate_ranker.h"
#include "next_song/song_ranker.h"

namespace affekt {

struct EnsembleOptions {
  double second_weight = 0.5;  // of the second ranker; the first has the rest
  /// share: scores above 0 by their sum, so that a network's probabilities stay what they are; max: by the
  /// largest. Shares mixed best on the pairs of simple methods that were tried: a method with few sure songs
  /// and one with many vague ones.
  std::string normalization = "share";
  void describe(FieldVisitor& v);
};

/// (1 - second_weight) * normalized first + second_weight * normalized second; scores of 0 and below count as
/// 0. A ranker without any opinion leaves the choice to the other.
/// @param first, second  [V]  @param combined  [V], overwritten; neither of the two
void combine_scores(const std::vector<float>& first, const std::vector<float>& second,
                    const EnsembleOptions& options, std::vector<float>& combined);

std::unique_ptr<SongRanker> make_ensemble_ranker(std::shared_ptr<const SongRanker> first,
                                                 std::shared_ptr<const SongRanker> second,
                                                 const EnsembleOptions& options);

struct EnsembleTrial {
  EnsembleOptions options;
  double mrr = 0, hit_rate = 0;  // at 20
};

struct EnsembleChoice {
  EnsembleOptions options;            // of the highest MRR@20; of equal ones the higher HR@20, then the first
  std::vector<EnsembleTrial> trials;  // for each normalization the weights from 0 to 1
};

/// Ranks every target under every trial, for callers that have the scores of many positions at once.
class EnsembleTuner {
 public:
  /// @param positions  of validation; borrowed
  explicit EnsembleTuner(const ListeningPositions& positions);
  /// From any thread, once for each position. @param first, second  [V], left as they are
  void add(int64_t position, const std::vector<float>& first, const std::vector<float>& second);
  /// When all positions were added.
  EnsembleChoice choose() const;

 private:
  const ListeningPositions& positions_;
  std::vector<EnsembleOptions> trials_;
  std::vector<std::vector<double>> ranks_;  // [trial][P]
};

/// @param positions  of validation, at least one
EnsembleChoice tune_ensemble(const SongRanker& first, const SongRanker& second,
                             const ListeningPositions& positions, const PositionWork& work = {});

}  // namespace affekt
