#include "evaluation/next_song/next_song_inputs.h"

#include <fmt/format.h>

#include "core/text/count_text.h"

namespace affekt {

std::vector<PredictedPlay> list_predicted_plays(const ListeningPositions& positions) {
  std::vector<PredictedPlay> plays;
  plays.reserve(positions.plays.size());
  for (int64_t i = 0; i < positions.num_positions(); ++i) {
    const auto row = static_cast<size_t>(i);
    const int64_t num_before = positions.plays[row] - positions.stream_begins[row];
    PredictedPlay play;
    play.stream = positions.stream(i);
    play.sequence = positions.sequences[row];
    play.play = play.prefix_length = num_before;
    play.target = positions.targets[row];
    play.is_warm = positions.is_warm[row] != 0;
    play.is_repeat = positions.is_repeat[row] != 0;
    play.has_train_duplicate =
        positions.source->has_train_duplicate[static_cast<size_t>(positions.plays[row])] != 0;
    plays.push_back(play);
  }
  return plays;
}

void set_predicted_plays(const ListeningData& data, const ListeningPositions& positions,
                         NextSongReportFacts& facts) {
  facts.catalogue = &data.catalogue;
  facts.num_ranked_songs = data.catalogue.num_songs();
  facts.stream_names = data.sequences.stream_names;
  facts.plays = list_predicted_plays(positions);
  facts.resampled_unit = choose_resampling_units(positions).name;
}

RankedMethod describe_simple_method(const TunedRanker& tuned) {
  const RankerEntry& entry = find_ranker(tuned.choice.name);
  RankedMethod method;
  method.name = entry.name;
  method.title = entry.title;
  method.citation = entry.source;
  method.parameters = describe_choice(tuned.choice);
  if (tuned.num_tried > 1)
    method.parameters +=
        fmt::format("; the best of {} by MRR@20 on validation", count_of(tuned.num_tried, "set"));
  return method;
}

RankedMethod describe_baseline(const BaselineResult& baseline, const ListeningPositions& positions,
                               const SongFacts& songs) {
  RankedMethod method = describe_simple_method(baseline.tuned);
  method.ranks = baseline.evaluation.ranks;
  if (!baseline.evaluation.lists.songs.empty())
    method.lists = score_lists(baseline.evaluation.lists, positions.targets, songs);
  return method;
}

}  // namespace affekt
