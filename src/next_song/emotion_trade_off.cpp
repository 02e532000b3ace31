#include "next_song/emotion_trade_off.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "core/process/progress.h"

namespace affekt {

TradeOffMeter::TradeOffMeter(const ListeningPositions& positions, const EmotionShift& shift,
                             const TradeOffOptions& options)
    : positions_(positions), shift_(shift), options_(options) {
  const auto P = static_cast<size_t>(positions.num_positions());
  const auto add_curve = [&](const std::string& wanted, bool is_history, const Mood& mood) {
    CurveRows rows;
    rows.wanted = wanted;
    rows.is_history = is_history;
    rows.mood = mood;
    rows.is_measured.resize(P);
    rows.catalogue_distances.resize(P);
    rows.ranks.assign(options.strengths.size(), std::vector<double>(P));
    rows.fits.assign(options.strengths.size(), std::vector<ListFit>(P));
    rows_.push_back(std::move(rows));
  };
  add_curve("history", true, {});
  for (const bool high_valence : {false, true}) {
    for (const bool high_arousal : {false, true}) {
      add_curve(std::string(high_valence ? "high" : "low") + "_valence_" + (high_arousal ? "high" : "low") +
                    "_arousal",
                false,
                {shift.mean().valence + (high_valence ? 1 : -1) * shift.deviation().valence,
                 shift.mean().arousal + (high_arousal ? 1 : -1) * shift.deviation().arousal});
    }
  }
}

void TradeOffMeter::add(int64_t position, const std::vector<float>& scores) {
  for (CurveRows& rows : rows_) {
    Mood wanted = rows.mood;
    if (rows.is_history) {
      const PlayHistory history = positions_.history(position);
      const int64_t num_plays = std::min(history.num_plays, options_.history_plays);
      if (!shift_.find_mean_mood(history.songs + history.num_plays - num_plays, num_plays, wanted)) continue;
    }
    add_to(rows, wanted, position, scores);
  }
}

void TradeOffMeter::add_to(CurveRows& rows, const Mood& wanted, int64_t position,
                           const std::vector<float>& scores) {
  const auto p = static_cast<size_t>(position);
  std::vector<float> distances, shifted;
  shift_.measure_distances(wanted, distances);
  double sum = 0;
  for (const float distance : distances) sum += distance;
  rows.catalogue_distances[p] = sum / static_cast<double>(distances.size());
  rows.is_measured[p] = 1;
  std::vector<int32_t> list(static_cast<size_t>(options_.list_length));
  for (size_t k = 0; k < options_.strengths.size(); ++k) {
    shifted = scores;
    shift_.shift(distances, options_.strengths[k], shifted);
    rows.ranks[k][p] = rank_target(shifted, positions_, position);
    select_best_songs(shifted, options_.list_length, list.data());
    for (const int32_t song : list) {
      if (song < 0 || !shift_.is_known(song)) continue;
      rows.fits[k][p].distance += distances[static_cast<size_t>(song)];
      ++rows.fits[k][p].num_known;
    }
  }
}

std::vector<TradeOffCurve> TradeOffMeter::curves() const {
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  const auto ratio = [](double sum, double count) {
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  };
  std::vector<TradeOffCurve> curves;
  for (const CurveRows& rows : rows_) {
    TradeOffCurve curve;
    curve.wanted = rows.wanted;
    double sum = 0;
    for (size_t p = 0; p < rows.is_measured.size(); ++p) {
      curve.num_positions += rows.is_measured[p];
      sum += rows.catalogue_distances[p];
    }
    curve.catalogue_distance = ratio(sum, static_cast<double>(curve.num_positions));
    for (size_t k = 0; k < options_.strengths.size(); ++k) {
      std::vector<double> ranks;
      double distance = 0, num_known = 0;
      for (size_t p = 0; p < rows.is_measured.size(); ++p) {
        if (rows.is_measured[p] == 0) continue;
        ranks.push_back(rows.ranks[k][p]);
        distance += rows.fits[k][p].distance;
        num_known += rows.fits[k][p].num_known;
      }
      curve.points.push_back(
          {options_.strengths[k], score_ranks(ranks, no_intervals), ratio(distance, num_known)});
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

std::vector<TradeOffCurve> measure_trade_off(const SongRanker& ranker, const ListeningPositions& positions,
                                             const EmotionShift& shift, const TradeOffOptions& options) {
  TradeOffMeter meter(positions, shift, options);
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress && positions.num_positions() > 0)
    progress = std::make_unique<ProgressBar>("Emotion", positions.num_positions(), "rankings");
  PositionWork work;
  work.progress = progress.get();
  for_each_position(positions.num_positions(), work, [&](int64_t i, PositionMemory& memory) {
    ranker.score(positions.history(i), memory[0]);
    meter.add(i, memory[0]);
  });
  return meter.curves();
}

}  // namespace affekt
