#include "kinds/next_song/ranked_methods.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "core/error.h"
#include "evaluation/next_song/next_song_inputs.h"
#include "next_song/baselines.h"
#include "next_song/emotion_trade_off.h"
#include "next_song/mixed_scores.h"
#include "next_song/training_plays.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kListLength = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Valence, and arousal or what stands for it. Null: the catalogue tells no moods, or fewer than two songs
/// have one.
std::unique_ptr<const EmotionShift> find_emotion_shift(const ListeningCatalogue& catalogue) {
  const char* const arousal = catalogue.arousal_name();
  if (catalogue.find_feature("valence") < 0 || catalogue.find_feature(arousal) < 0) return nullptr;
  try {
    return std::make_unique<const EmotionShift>(read_song_moods(catalogue, "valence", arousal));
  } catch (const DataError&) {  // no two different moods: there is nothing to shift towards
    return nullptr;
  }
}

/// Without ranks.
RankedMethod describe_method(const std::string& method, const NextSongTuning& tuning) {
  RankedMethod described;
  described.name = method;
  described.role = MethodRole::kNetwork;
  if (method == kEnsembleMethod) {
    described.role = MethodRole::kEnsemble;
    described.parameters =
        fmt::format("network {:.2f}, {} {:.2f}, each normalised to sum 1", tuning.network_weight,
                    find_ranker(tuning.ensemble_with).title, 1 - tuning.network_weight);
  }
  for (const TunedRanker& ranker : tuning.rankers)
    if (ranker.choice.name == method) return describe_simple_method(ranker);
  return described;
}

}  // namespace

RankedMethods rank_by_all_methods(const NextSongPredictor& predictor, const ListeningData& data,
                                  const ListeningPositions& positions) {
  const NextSongTuning& tuning = predictor.tuning;
  const TrainingPlays training = gather_training_plays(data);
  const bool has_ensemble = predictor.method == kNetworkMethod && !tuning.ensemble_with.empty();
  std::unique_ptr<SongRanker> partner, deployed;
  std::vector<TunedRanker> further;
  for (const TunedRanker& ranker : tuning.rankers) {
    const std::string& name = ranker.choice.name;
    if (name == tuning.ensemble_with) partner = make_ranker(training, ranker.choice);
    if (name == predictor.method) continue;
    further.push_back(ranker);
    if (name == tuning.reported) deployed = make_ranker(training, ranker.choice);
  }
  const auto shift = find_emotion_shift(data.catalogue);
  std::unique_ptr<TradeOffMeter> meter;
  if (shift != nullptr) meter = std::make_unique<TradeOffMeter>(positions, *shift, TradeOffOptions{});
  const auto measure_if_reported = [&](const std::string& method, int64_t i,
                                       const std::vector<float>& scores) {
    if (meter != nullptr && method == tuning.reported) meter->add(i, scores);
  };

  RankerEvaluation model = make_evaluation(positions.num_positions(), kListLength), ensemble = model;
  const auto start = Clock::now();
  predictor.run(positions, [&](int64_t i, std::vector<float>& scores) {
    rank_position(scores, positions, i, model);
    measure_if_reported(predictor.method, i, scores);
    std::vector<float> others;
    if (deployed != nullptr && meter != nullptr) {
      deployed->score(positions.history(i), others);
      measure_if_reported(tuning.reported, i, others);
    }
    if (!has_ensemble) return;
    partner->score(positions.history(i), others);
    mix_scores(tuning.network_weight, others, scores);
    rank_position(scores, positions, i, ensemble);
    measure_if_reported(kEnsembleMethod, i, scores);
  });

  RankedMethods ranked;
  ranked.model_seconds = seconds_since(start);
  const SongFacts songs{training.play_counts, training.artists, data.catalogue.features};
  std::vector<const RankerEvaluation*> evaluations;
  const auto add = [&](RankedMethod method, const RankerEvaluation& evaluation) {
    method.ranks = evaluation.ranks;
    method.lists = score_lists(evaluation.lists, positions.targets, songs);
    ranked.methods.push_back(std::move(method));
    evaluations.push_back(&evaluation);
  };
  add(describe_method(predictor.method, tuning), model);
  if (has_ensemble) add(describe_method(kEnsembleMethod, tuning), ensemble);
  const auto baselines_start = Clock::now();
  const BaselineResults baselines = evaluate_baselines(training, positions, further);
  ranked.ranker_seconds = seconds_since(baselines_start);
  for (const BaselineResult& result : baselines.methods) {
    ranked.methods.push_back(describe_baseline(result, positions, songs));
    evaluations.push_back(&result.evaluation);
  }

  for (size_t m = 0; m < ranked.methods.size(); ++m)
    if (ranked.methods[m].name == tuning.reported) ranked.reported = m;
  ranked.top_songs = evaluations[ranked.reported]->lists.songs;
  if (meter != nullptr) ranked.emotion = {tuning.reported, meter->curves()};
  return ranked;
}

}  // namespace affekt
