// What a wanted mood costs: hit rate and emotional fit of the shifted ranking, strength by strength.
#pragma once

#include <string>
#include <vector>

#include "metrics/ranking.h"
#include "next_song/emotion_shift.h"
#include "next_song/evaluate_ranker.h"

namespace affekt {

struct TradeOffOptions {
  std::vector<double> strengths = {0, 0.25, 0.5, 1, 2, 4, 8};  // see EmotionShift
  int64_t history_plays = 10;  // the mood of the history is the mean of its last so many plays
  int64_t list_length = 20;
  bool show_progress = true;
};

/// NaN: no list has a song whose mood is known.
struct TradeOffPoint {
  double strength = 0;
  RankingScores scores;  // of the songs that were really played; no intervals
  double mean_distance =
      0;  // of the lists' songs with a known mood to the wanted one, in standard deviations
};

struct TradeOffCurve {
  std::string wanted;             // "history", or the fixed mood: "low_valence_high_arousal"
  int64_t num_positions = 0;      // "history": those with a known mood only
  double catalogue_distance = 0;  // mean over the positions: what songs drawn at random would have
  std::vector<TradeOffPoint> points;
};

/// One curve where the wanted mood is that of the plays before, and one for each corner of the circumplex, a
/// standard deviation from the known songs' mean on both axes. What listeners wanted is in no log: the mood
/// of the next song itself would tell the answer. So the first curve asks for more of the same, the others
/// ask everybody for a mood that nobody wished for, and show what that costs.
std::vector<TradeOffCurve> measure_trade_off(const SongRanker& ranker, const ListeningPositions& positions,
                                             const EmotionShift& shift, const TradeOffOptions& options = {});

/// What one position adds to a curve, for callers that have the scores of many positions at once.
/// @param scores  [V], left as they are
class TradeOffMeter {
 public:
  TradeOffMeter(const ListeningPositions& positions, const EmotionShift& shift,
                const TradeOffOptions& options);
  /// From any thread, once for each position.
  void add(int64_t position, const std::vector<float>& scores);
  std::vector<TradeOffCurve> curves() const;

 private:
  struct ListFit {
    double distance = 0;  // sum over the songs with a known mood
    int32_t num_known = 0;
  };
  struct CurveRows {
    std::string wanted;
    bool is_history = false;
    Mood mood;
    std::vector<uint8_t> is_measured;         // [P]
    std::vector<double> catalogue_distances;  // [P]
    std::vector<std::vector<double>> ranks;   // [strength][P]
    std::vector<std::vector<ListFit>> fits;   // [strength][P]
  };
  void add_to(CurveRows& rows, const Mood& wanted, int64_t position, const std::vector<float>& scores);

  const ListeningPositions& positions_;
  const EmotionShift& shift_;
  TradeOffOptions options_;
  std::vector<CurveRows> rows_;
};

}  // namespace affekt
