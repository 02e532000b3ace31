#include "playlist/next_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "core/text/count_text.h"
#include "exported/exported_model_path.h"
#include "exported/onnx_ranker.h"
#include "playlist/song_index.h"

namespace affekt {
std::vector<float> rank_scores(const std::vector<float>& scores) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  std::vector<float> ranked(scores.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && scores[order[end]] == scores[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2;  // mean of begin + 1 .. end
    for (size_t i = begin; i < end; ++i)
      ranked[order[i]] = static_cast<float>(std::log10(static_cast<double>(scores.size()) / rank));
    begin = end;
  }
  return ranked;
}

NextScores compute_next_scores(const SongLibrary& library, const std::filesystem::path& run,
                               const std::vector<PlayedTrack>& history) {
  const SharedOnnxModel model = read_onnx_model(exported_model_path(run));
  const CatalogueFile catalogue = read_catalogue_of(*model);
  SongIndex index;
  for (size_t v = 0; v < catalogue.ids.size(); ++v)
    index.add(catalogue.ids[v], catalogue.artists[v], catalogue.titles[v], static_cast<int64_t>(v));
  NextScores result;
  result.num_plays = static_cast<int64_t>(history.size());
  std::vector<int32_t> plays;
  for (const PlayedTrack& play : history) {
    const int64_t song = index.find(play.id, play.artist, play.title);
    if (song >= 0) plays.push_back(static_cast<int32_t>(song));
  }
  result.num_known_plays = static_cast<int64_t>(plays.size());
  if (plays.empty())
    throw DataError(fmt::format(
        "{} knows none of the {} of the history: its catalogue.csv has {} other songs", model->path.string(),
        count_of(result.num_plays, "play"), format_count(catalogue.num_songs())));
  const OnnxRanker ranker(*model, make_engine("onnxruntime", *model));
  PlayHistory played;
  played.songs = plays.data();
  played.num_plays = result.num_known_plays;
  std::vector<float> scores;
  ranker.score(played, scores);
  const std::vector<float> ranked = rank_scores(scores);
  result.scores = std::vector<float>(library.ids.size(), std::numeric_limits<float>::quiet_NaN());
  for (size_t i = 0; i < library.ids.size(); ++i) {
    const int64_t song = index.find(library.ids[i], library.artists[i], library.titles[i]);
    if (song < 0) continue;
    result.scores[i] = ranked[static_cast<size_t>(song)];
    ++result.num_known_songs;
  }
  return result;
}

}  // namespace affekt
