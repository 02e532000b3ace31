// The parameters of the simple methods, chosen on validation: an untuned baseline is no baseline.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "next_song/listening_positions.h"
#include "next_song/ranker_table.h"

namespace affekt {

struct TuningOptions {
  int64_t max_positions = 4000;    // of validation, at even distances; 0: all
  std::vector<std::string> names;  // of ranker_table; empty: all
  /// Numbers of recent plays to leave out that are tried with each parameter set, ascending, 0 first.
  std::vector<int64_t> num_left_out = {0, 10, 30, 100, 150, 200, 250, 300, 400, 500, 1000};
  bool show_progress = true;
  int num_threads = 0;  // 0: thread_count(); the choice does not depend on it
};

struct TunedRanker {
  RankerChoice choice;
  double validation_mrr = 0, validation_hit_rate = 0;  // at 20, on the positions that tuning saw
  int64_t num_tried = 0;                               // parameter sets
};

/// The validation positions that methods are tuned on: none whose play training has from another stream.
ListeningPositions list_tuning_positions(const ListeningData& data, const TuningOptions& options);

/// For each method the parameters with the highest MRR@20; of equal ones the higher HR@20, then the earlier
/// in its grid. Every method is fit to the training split alone, and ranks with all plays of the stream
/// before.
/// @return  in the order of ranker_table
/// @throws DataError: the validation split has no position; ArtifactError: an unknown name; Interrupted
std::vector<TunedRanker> tune_rankers(const ListeningData& data, const TrainingPlays& training,
                                      const TuningOptions& options);

/// Index of the highest validation_mrr; of equal ones the higher validation_hit_rate, then the first.
/// @param tuned  not empty
size_t find_strongest(const std::vector<TunedRanker>& tuned);

/// A list of {"name", "parameters", "num_left_out", "validation": {"mrr_at_20", "hit_rate_at_20"},
/// "num_tried"}.
nlohmann::ordered_json to_json(const std::vector<TunedRanker>& tuned);
/// @throws ArtifactError  naming what is missing or wrong
std::vector<TunedRanker> tuned_rankers_from_json(const nlohmann::ordered_json& json);

}  // namespace affekt
