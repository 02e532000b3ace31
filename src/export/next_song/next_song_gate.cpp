#include "export/next_song/next_song_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "next_song/listening_positions.h"
#include "next_song/next_song_onnx.h"

namespace affekt {
namespace {

using namespace next_song_value;

constexpr double kScoreTolerance = 1e-4;  // of the score; those below the floor are shares of no importance
constexpr double kScoreFloor = 1e-6;
constexpr int64_t kScoresAtOnce = 2000000;  // in a batch
constexpr int64_t kMostHistoriesAtOnce = 32;

/// The n-th history's wish: none, or one of a few points of the plane.
void append_wish(int64_t number, std::vector<float>& emotion) {
  constexpr float kAny = std::numeric_limits<float>::quiet_NaN();
  const bool wants = number % 2 == 1;
  emotion.push_back(wants ? 0.1F + 0.1F * static_cast<float>(number % 9) : kAny);
  emotion.push_back(wants ? 0.9F - 0.1F * static_cast<float>(number % 8) : kAny);
}

/// The best first, of equal ones the lower index. @param scores  [num_songs]
std::vector<int64_t> find_best(const float* scores, int64_t num_songs, int64_t count) {
  std::vector<int64_t> songs(static_cast<size_t>(num_songs));
  std::iota(songs.begin(), songs.end(), 0);
  std::partial_sort(songs.begin(), songs.begin() + count, songs.end(), [&](int64_t a, int64_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  songs.resize(static_cast<size_t>(count));
  return songs;
}

/// Histories in rows of one length, padded with zeros. Of few lengths: an engine that plans its memory by
/// shape is then held to the plans that it uses again, as it does in service.
HostTensors make_inputs(const std::vector<PlayHistory>& histories, const std::vector<float>& emotion) {
  const auto count = static_cast<int64_t>(histories.size());
  int64_t width = 1;
  for (const PlayHistory& history : histories)
    while (width < history.num_plays) width *= 2;
  HostTensors inputs = {{kIndices, HostTensor::make(DType::kInt64, {count, width})},
                        {kLengths, HostTensor::make(DType::kInt64, {count})}};
  for (int64_t i = 0; i < count; ++i) {
    const PlayHistory& history = histories[static_cast<size_t>(i)];
    std::copy_n(history.songs, history.num_plays, inputs[kIndices].values<int64_t>() + i * width);
    inputs[kLengths].values<int64_t>()[i] = history.num_plays;
  }
  if (!emotion.empty()) inputs[kEmotion] = HostTensor::of<float>({count, 2}, emotion.data());
  return inputs;
}

/// @param first  number of the first history, by which emotions are wished for
GateBatch make_batch_of(const NextSongReference& reference, const std::vector<PlayHistory>& histories,
                        std::vector<std::string> ids, int64_t first) {
  const auto count = static_cast<int64_t>(histories.size());
  const int64_t num_songs = reference.num_songs, num_top = std::min(kNextSongTop, num_songs);
  std::vector<float> emotion;
  if (reference.takes_emotion)
    for (int64_t i = 0; i < count; ++i) append_wish(first + i, emotion);
  GateBatch batch;
  batch.ids = std::move(ids);
  batch.inputs = make_inputs(histories, emotion);
  const std::vector<float> scores = reference.score(histories, emotion);
  AFFEKT_CHECK(static_cast<int64_t>(scores.size()) == count * num_songs, "a score for every song");
  batch.expected[kAllScores] = HostTensor::of<float>({count, num_songs}, scores.data());
  HostTensor& best = batch.expected[kSongs] = HostTensor::make(DType::kInt64, {count, num_top});
  HostTensor& best_scores = batch.expected[kScores] = HostTensor::make(DType::kFloat32, {count, num_top});
  for (int64_t i = 0; i < count; ++i) {
    const float* const row = scores.data() + i * num_songs;
    const std::vector<int64_t> songs = find_best(row, num_songs, num_top);
    std::copy(songs.begin(), songs.end(), best.values<int64_t>() + i * num_top);
    for (int64_t k = 0; k < num_top; ++k)
      best_scores.values<float>()[i * num_top + k] = row[songs[static_cast<size_t>(k)]];
  }
  return batch;
}

}  // namespace

GateData make_play_gate(const NextSongReference& reference, std::shared_ptr<const ListeningData> data,
                        Split split) {
  const auto positions = std::make_shared<const ListeningPositions>(list_positions(*data, split));
  const auto read = [=](int64_t begin, int64_t end) {
    std::vector<PlayHistory> histories;
    std::vector<std::string> ids;
    for (int64_t i = begin; i < end; ++i) {
      histories.push_back(positions->history(i));
      ids.push_back(fmt::format("{}:{}",
                                data->sequences.stream_names.at(static_cast<size_t>(positions->stream(i))),
                                histories.back().num_plays));
    }
    return make_batch_of(reference, histories, std::move(ids), begin);
  };
  return {positions->num_positions(), read};
}

GateData make_made_up_gate(const NextSongReference& reference) {
  const std::vector<int64_t> lengths = {1, 3, 0, 40, 12, 7};
  const auto read = [=](int64_t begin, int64_t end) {
    std::vector<std::vector<int32_t>> plays;
    std::vector<PlayHistory> histories;
    std::vector<std::string> ids;
    for (int64_t row = begin; row < end; ++row) {
      const int64_t length = lengths[static_cast<size_t>(row)];
      // The last third repeats the first one.
      const int64_t period = std::max<int64_t>(1, 2 * length / 3);
      plays.emplace_back();
      for (int64_t i = 0; i < length; ++i)
        plays.back().push_back(
            static_cast<int32_t>((7919 * (i % period) + 104729 * row) % reference.num_songs));
      ids.push_back(fmt::format("made-up history {}", row));
    }
    for (const auto& songs : plays)
      histories.push_back({songs.data(), static_cast<int64_t>(songs.size()), -1});
    return make_batch_of(reference, histories, std::move(ids), begin);
  };
  return {static_cast<int64_t>(lengths.size()), read};
}

int64_t choose_histories_at_once(int64_t num_songs) {
  return std::clamp<int64_t>(kScoresAtOnce / num_songs, 1, kMostHistoriesAtOnce);
}

std::vector<GateCheck> make_next_song_checks(std::vector<std::string> labels) {
  GateCheck songs, scores, all_scores;
  songs.output = kSongs;
  songs.rule = GateCheck::Rule::kSameTop;
  songs.scores = kAllScores;
  songs.labels = std::move(labels);
  scores.output = kScores;
  scores.title = "the best songs' scores";
  all_scores.output = kAllScores;
  all_scores.title = "all songs' scores";
  for (GateCheck* check : {&songs, &scores, &all_scores}) {
    check->tolerance = kScoreTolerance;
    check->is_relative = true;
    check->floor = kScoreFloor;
  }
  return {songs, scores, all_scores};
}

}  // namespace affekt
