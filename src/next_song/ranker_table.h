// The simple methods that every report of a next-song model shows: the one place where a method is added.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "next_song/ranker_parameters.h"
#include "next_song/song_ranker.h"
#include "next_song/training_plays.h"

namespace affekt {

struct RankerEntry {
  std::string name;    // "vs_knn", as SongRanker::name
  std::string title;   // "VS-KNN"
  std::string source;  // "Ludewig and Jannach (2018)"
  /// Parameter sets that tuning tries, the defaults first; besides, it tries how many plays to leave out.
  std::vector<RankerParameters> grid;
  bool may_leave_out_plays = true;  // false: the method stays what everybody knows under its name
  bool has_graph = true;            // SongRanker::formula is not null, so that a file can hold the method
  std::vector<RankerParameterInfo> parameters;
  /// @throws ArtifactError  as read_parameters
  std::function<void(const RankerParameters&)> check;
  std::function<std::unique_ptr<SongRanker>(const TrainingPlays&, const RankerParameters&)> make;
};

/// In the order of reports, the simplest first.
const std::vector<RankerEntry>& ranker_table();

/// @throws ArtifactError  for a name that the table doesn't have
const RankerEntry& find_ranker(const std::string& name);

/// A method with its parameters: what a run directory keeps of a fit, which takes seconds to make again.
struct RankerChoice {
  std::string name;
  RankerParameters parameters = RankerParameters::object();  // those that are missing have their defaults
  int64_t num_left_out = 0;                                  // see leave_out_recent_plays
};

/// @throws ArtifactError  for an unknown name or parameters that the method refuses
std::unique_ptr<SongRanker> make_ranker(const TrainingPlays& training, const RankerChoice& choice);

/// {"name", "parameters", "num_left_out"}
nlohmann::ordered_json to_json(const RankerChoice& choice);
/// The parameters are checked too. @throws ArtifactError  naming what is missing or wrong
RankerChoice ranker_choice_from_json(const nlohmann::ordered_json& json);

}  // namespace affekt
