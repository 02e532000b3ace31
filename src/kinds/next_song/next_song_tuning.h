// What is chosen on the validation split beside a trained network of next songs: the parameters of the simple
// methods, the network's share in an ensemble, and the method that a report is about.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/sequence/next_song_network.h"
#include "next_song/tune_rankers.h"

namespace affekt {

constexpr char kNetworkMethod[] = "network", kEnsembleMethod[] = "ensemble";

/// A method's scores on the validation positions that tuning saw.
struct ValidationScore {
  std::string method;
  double mrr = 0, hit_rate = 0;  // at 20
};

/// By MRR; of equal ones by hit rate.
bool is_better(const ValidationScore& a, const ValidationScore& b);

struct NextSongTuning {
  std::vector<TunedRanker> rankers;  // in the order of ranker_table
  std::string ensemble_with;         // the ranker that the network is mixed with; empty: there is no ensemble
  double network_weight = 1;         // of the network in it, 0..1
  std::vector<ValidationScore>
      scores;  // of network, ensemble and each ranker; empty: there was no validation
  /// The method with the highest MRR@20 on validation: what would be deployed.
  std::string reported = kNetworkMethod;
};

/// Without a validation split the rankers have their defaults, and there is no ensemble.
/// @throws Interrupted
NextSongTuning tune_beside(NextSongNetwork& network, const ListeningData& data);

nlohmann::json to_json(const NextSongTuning& tuning);
/// @throws ArtifactError  naming what is missing or wrong
NextSongTuning next_song_tuning_from_json(const nlohmann::json& json);

}  // namespace affekt
