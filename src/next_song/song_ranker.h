// What ranks the songs of a catalogue as the next one: simple methods, networks, ensembles.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

struct RankerFormula;

/// What was played before the song that is asked for.
struct PlayHistory {
  const int32_t* songs =
      nullptr;  // [num_plays], oldest first: all of the stream's plays so far, of every split
  int64_t num_plays = 0;
  int32_t stream = -1;  // index into ListeningSequences::stream_names; -1: a stream that the data do not know
};

class SongRanker {
 public:
  virtual ~SongRanker() = default;
  /// "markov"; report.json's name of it.
  virtual std::string name() const = 0;
  /// A score for each song, higher is better; 0 or below is no opinion. Safe to call from several threads.
  /// @param scores  [V], overwritten
  virtual void score(const PlayHistory& history, std::vector<float>& scores) const = 0;
  /// What score() computes, as ranker_formula.h has it; null: it can't be told so, and the method can't be
  /// exported.
  virtual std::shared_ptr<const RankerFormula> formula() const { return nullptr; }
};

}  // namespace affekt
