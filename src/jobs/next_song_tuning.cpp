#include "jobs/next_song_tuning.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/process/log.h"
#include "jobs/network_scores.h"
#include "next_song/evaluate_ranker.h"
#include "next_song/mixed_scores.h"
#include "next_song/training_plays.h"

namespace affekt {
namespace {

/// Of the network in the ensemble; 1 is the network alone and 0 the ranker alone, which are scored anyhow.
constexpr double kTriedWeights[] = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
constexpr size_t kNumWeights = std::size(kTriedWeights);

ValidationScore score_of(const std::string& method, const std::vector<double>& ranks) {
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  const RankingScores scores = score_ranks(ranks, no_intervals);
  return {method, scores.values[kMrrAt20], scores.values[kHitRateAt20]};
}

/// What nobody has tuned.
std::vector<TunedRanker> list_untuned() {
  std::vector<TunedRanker> untuned;
  for (const RankerEntry& entry : ranker_table()) {
    TunedRanker ranker;
    ranker.choice = {entry.name, entry.grid.front(), 0};
    untuned.push_back(ranker);
  }
  return untuned;
}

/// Whether a file can hold the method.
bool has_graph(const NextSongTuning& tuning, const std::string& method) {
  if (method == kNetworkMethod) return true;
  return find_ranker(method == kEnsembleMethod ? tuning.ensemble_with : method).has_graph;
}

const nlohmann::json& require_member(const nlohmann::json& object, const char* key) {
  if (object.is_object() && object.contains(key)) return object.at(key);
  throw ArtifactError(std::string("what was tuned beside the network: ") + key +
                      " is missing; the file is damaged or of another version of affekt, train again");
}

}  // namespace

bool is_better(const ValidationScore& a, const ValidationScore& b) {
  return a.mrr != b.mrr ? a.mrr > b.mrr : a.hit_rate > b.hit_rate;
}

NextSongTuning tune_beside(NextSongNetwork& network, const ListeningData& data) {
  NextSongTuning tuning;
  const TuningOptions options;
  const ListeningPositions positions = list_tuning_positions(data, options);
  if (positions.num_positions() == 0) {
    log_warning(
        "the validation split has no play to foresee: the simple methods are not tuned, and there is no "
        "ensemble");
    tuning.rankers = list_untuned();
    return tuning;
  }
  const TrainingPlays training = gather_training_plays(data);
  tuning.rankers = tune_rankers(data, training, options);
  std::vector<TunedRanker> with_graph;  // a mixture with another one could not be deployed
  for (const TunedRanker& tuned : tuning.rankers)
    if (find_ranker(tuned.choice.name).has_graph) with_graph.push_back(tuned);
  const TunedRanker& partner = with_graph[find_strongest(with_graph)];
  const std::unique_ptr<SongRanker> ranker = make_ranker(training, partner.choice);

  const auto num_positions = static_cast<size_t>(positions.num_positions());
  std::vector<double> network_ranks(num_positions);
  std::vector<std::vector<double>> mixed_ranks(kNumWeights, network_ranks);
  for_each_network_score(network, positions, /*show_progress=*/true,
                         [&](int64_t i, std::vector<float>& scores) {
                           network_ranks[static_cast<size_t>(i)] = rank_target(scores, positions, i);
                           std::vector<float> others, mixed;
                           ranker->score(positions.history(i), others);
                           for (size_t k = 0; k < kNumWeights; ++k) {
                             mixed = scores;
                             mix_scores(kTriedWeights[k], others, mixed);
                             mixed_ranks[k][static_cast<size_t>(i)] = rank_target(mixed, positions, i);
                           }
                         });

  ValidationScore best_mixture;
  for (size_t k = 0; k < kNumWeights; ++k) {
    const ValidationScore mixture = score_of(kEnsembleMethod, mixed_ranks[k]);
    if (k > 0 && !is_better(mixture, best_mixture)) continue;
    best_mixture = mixture;
    tuning.network_weight = kTriedWeights[k];
  }
  tuning.ensemble_with = partner.choice.name;
  tuning.scores = {score_of(kNetworkMethod, network_ranks), best_mixture};
  for (const TunedRanker& tuned : tuning.rankers)
    tuning.scores.push_back({tuned.choice.name, tuned.validation_mrr, tuned.validation_hit_rate});
  tuning.reported = choose_deployed(tuning);
  return tuning;
}

std::string choose_deployed(const NextSongTuning& tuning) {
  const ValidationScore* best = nullptr;
  for (const ValidationScore& score : tuning.scores)
    if (has_graph(tuning, score.method) && (best == nullptr || is_better(score, *best))) best = &score;
  return best == nullptr ? kNetworkMethod : best->method;
}

const ValidationScore* find_best_without_graph(const NextSongTuning& tuning) {
  const auto best = std::min_element(tuning.scores.begin(), tuning.scores.end(), is_better);
  return best == tuning.scores.end() || has_graph(tuning, best->method) ? nullptr : &*best;
}

const ValidationScore* find_validation_score(const NextSongTuning& tuning, const std::string& method) {
  for (const ValidationScore& score : tuning.scores)
    if (score.method == method) return &score;
  return nullptr;
}

std::string explain_choice(const NextSongTuning& tuning) {
  if (tuning.scores.empty())
    return "There was no validation split to choose by: it is the network, and the simple methods are not "
           "tuned.";
  if (tuning.reported != choose_deployed(tuning))
    return "It is the method that the file holds; the run would deploy another one.";
  const auto num_deployable =
      std::count_if(tuning.scores.begin(), tuning.scores.end(),
                    [&](const ValidationScore& score) { return has_graph(tuning, score.method); });
  return fmt::format("Of the {} methods that a file can hold it has the highest MRR@20 on {}.",
                     num_deployable, kChoicePlays);
}

nlohmann::json to_json(const NextSongTuning& tuning) {
  nlohmann::json scores = nlohmann::json::array();
  for (const ValidationScore& score : tuning.scores)
    scores.push_back(
        {{"method", score.method}, {"mrr_at_20", score.mrr}, {"hit_rate_at_20", score.hit_rate}});
  return {{"rankers", nlohmann::json(to_json(tuning.rankers))},
          {"ensemble_with", tuning.ensemble_with},
          {"network_weight", tuning.network_weight},
          {"validation", scores},
          {"reported", tuning.reported}};
}

NextSongTuning next_song_tuning_from_json(const nlohmann::json& json) {
  NextSongTuning tuning;
  tuning.rankers = tuned_rankers_from_json(nlohmann::ordered_json(require_member(json, "rankers")));
  try {
    tuning.ensemble_with = require_member(json, "ensemble_with").get<std::string>();
    tuning.network_weight = require_member(json, "network_weight").get<double>();
    for (const nlohmann::json& score : require_member(json, "validation"))
      tuning.scores.push_back({require_member(score, "method").get<std::string>(),
                               require_member(score, "mrr_at_20").get<double>(),
                               require_member(score, "hit_rate_at_20").get<double>()});
  } catch (const nlohmann::json::type_error& error) {
    throw ArtifactError(std::string("what was tuned beside the network is damaged: ") + error.what());
  }
  tuning.reported = choose_deployed(tuning);  // an older affekt wrote down one that no file can hold
  return tuning;
}

}  // namespace affekt
