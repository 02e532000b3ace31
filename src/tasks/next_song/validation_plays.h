// The plays of the validation split by which an epoch is chosen, and why others of that split are not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/sequence_loader.h"
#include "models/sequence/candidate_songs.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Each play of the split is a target, or counted under the first reason against it, in this order.
struct ValidationPlays {
  std::vector<PlayWindow> targets;  // one play each
  int64_t num_plays = 0;            // of the split
  int64_t num_first = 0;            // the first of their stream: there is nothing to foresee them from
  int64_t num_duplicates = 0;  // training knows them from another stream: who repeats them would be chosen
  int64_t num_cold = 0;        // of songs that no training play has

  /// "the 24 plays of its validation split can't choose an epoch: 24 are of songs ...", and what to do; "":
  /// there are targets, or no plays at all.
  std::string why_none() const;
};

/// @param warm_songs  those that training plays
ValidationPlays list_validation_plays(const ListeningSequences& sequences, const CandidateSongs& warm_songs);

}  // namespace affekt
