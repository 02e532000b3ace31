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
/// Those of list_tuning_positions, in words.
constexpr char kChoicePlays[] = "those validation plays that no training stream has";

/// A method's scores on the validation positions that tuning saw.
struct ValidationScore {
  std::string method;
  double mrr = 0, hit_rate = 0;  // at 20
};

/// By MRR; of equal ones by hit rate.
bool is_better(const ValidationScore& a, const ValidationScore& b);

struct NextSongTuning {
  std::vector<TunedRanker> rankers;  // in the order of ranker_table
  std::string
      ensemble_with;  // the best ranker with a graph: the network is mixed with it; empty: no ensemble
  double network_weight = 1;  // of the network in it, 0..1
  std::vector<ValidationScore>
      scores;  // of network, ensemble and each ranker; empty: there was no validation
  /// What a file holds and a report is about: see choose_deployed.
  std::string reported = kNetworkMethod;
};

/// The method with the highest MRR@20 on validation of those that a file can hold (RankerEntry::has_graph);
/// the network where there was no validation.
std::string choose_deployed(const NextSongTuning& tuning);

/// The method that did best on validation where no file can hold it; else null.
const ValidationScore* find_best_without_graph(const NextSongTuning& tuning);

/// Of a method; null if it is not known.
const ValidationScore* find_validation_score(const NextSongTuning& tuning, const std::string& method);

/// How `tuning.reported` was chosen, in a sentence.
std::string explain_choice(const NextSongTuning& tuning);

/// Without a validation split the rankers have their defaults, and there is no ensemble.
/// @throws Interrupted
NextSongTuning tune_beside(NextSongNetwork& network, const ListeningData& data);

nlohmann::json to_json(const NextSongTuning& tuning);
/// @throws ArtifactError  naming what is missing or wrong
NextSongTuning next_song_tuning_from_json(const nlohmann::json& json);

}  // namespace affekt
