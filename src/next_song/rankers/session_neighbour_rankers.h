// Rankers that look for training sessions like the present one: S-KNN, VS-KNN, VSTAN.
#pragma once

#include <memory>

#include "config/field_visitor.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

/// What the three have in common; see NeighbourSearch.
struct NeighbourOptions {
  int64_t num_neighbours = 100;
  int64_t sample_size = 1000;
  int64_t max_history = 100;
  void describe(FieldVisitor& v);
};

/// S-KNN: the sum of the cosines of the neighbour sessions that a song stands in.
/// Source: Jannach and Ludewig (2017), "When recurrent neural networks meet the neighborhood for
/// session-based recommendation".
struct SknnOptions : NeighbourOptions {};
std::unique_ptr<SongRanker> make_sknn_ranker(const TrainingPlays& training, const SknnOptions& options);

/// VS-KNN: late plays weigh more in the similarity; a neighbour counts less the further back the latest
/// shared song lies; rare songs weigh more, by 1 + idf_weight * idf. Source: Ludewig and Jannach (2018),
/// "Evaluation of session-based recommendation algorithms".
struct VsknnOptions : NeighbourOptions {
  std::string similarity_decay = "quadratic";  // by the position in the history
  std::string score_decay = "quadratic";       // by the steps back of the latest shared song
  double idf_weight = 10;
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_vsknn_ranker(const TrainingPlays& training, const VsknnOptions& options);

/// VSTAN: exponential decays throughout, and songs near the shared ones in the neighbour session weigh more.
/// Source: Ludewig, Latifi, Mauro and Jannach (2021), "Empirical analysis of session-based recommendation
/// algorithms", after STAN (Garg et al., 2019). Their decay by a session's age is not here: what ranks songs
/// knows no times. The latest sessions are preferred by sample_size alone.
struct VstanOptions : NeighbourOptions {
  VstanOptions() { num_neighbours = 200, sample_size = 5000; }
  double history_decay = 1.02;    // lambda_spw: plays back that weigh 1 / e in the similarity
  double latest_decay = 1.02;     // lambda_ipw: the same for the latest shared song
  double neighbour_decay = 2.05;  // lambda_inh: plays away from the neighbour's last shared song
  double idf_weight = 5;          // lambda_idf
  void describe(FieldVisitor& v);
};
std::unique_ptr<SongRanker> make_vstan_ranker(const TrainingPlays& training, const VstanOptions& options);

}  // namespace affekt
