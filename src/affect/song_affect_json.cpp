#include <cmath>

#include "affect/song_affect.h"

namespace affekt {
namespace {

nlohmann::json number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

nlohmann::json to_json(const PermutedScore& score) {
  return {{"value", number(score.value)},
          {"permuted_mean", number(score.permuted_mean)},
          {"permuted_p95", number(score.permuted_p95)},
          {"p_value", score.p_value}};
}

nlohmann::json to_json(const QuantityByCluster& quantity) {
  nlohmann::json clusters = nlohmann::json::array();
  for (const ClusterMean& cluster : quantity.clusters)
    clusters.push_back({{"num_songs", cluster.num_songs},
                        {"mean", number(cluster.mean)},
                        {"ci95", {number(cluster.ci.low), number(cluster.ci.high)}}});
  return {{"name", quantity.name},
          {"source", quantity.source},
          {"num_songs", quantity.num_songs},
          {"mean", number(quantity.mean)},
          {"deviation", number(quantity.deviation)},
          {"clusters", clusters},
          {"variance_explained", to_json(quantity.variance_explained)}};
}

nlohmann::json to_json(const MoodAgreement& moods) {
  if (moods.num_songs == 0) return {{"num_songs", 0}};
  return {{"num_songs", moods.num_songs},
          {"names", moods.names},
          {"contingency", moods.contingency},
          {"purity", to_json(moods.purity)},
          {"normalized_mutual_info", to_json(moods.normalized_mutual_info)},
          {"adjusted_rand", to_json(moods.adjusted_rand)},
          {"purity_baseline", moods.purity_baseline},
          {"most_frequent_mood", moods.most_frequent_mood}};
}

}  // namespace

nlohmann::json to_json(const SongAffectScores& scores) {
  nlohmann::json quantities = nlohmann::json::array();
  for (const QuantityByCluster& quantity : scores.quantities) quantities.push_back(to_json(quantity));
  return {{"num_songs", scores.num_songs},
          {"num_clusters", scores.num_clusters},
          {"num_resamples", scores.num_resamples},
          {"num_permutations", scores.num_permutations},
          {"quantities", quantities},
          {"moods", to_json(scores.moods)},
          {"dominance_valence",
           {{"r", number(scores.dominance_valence_r)}, {"num_songs", scores.dominance_valence_songs}}}};
}

}  // namespace affekt
