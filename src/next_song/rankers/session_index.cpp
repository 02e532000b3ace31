#include "next_song/rankers/session_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affekt {
namespace {

std::vector<int64_t> order_by_time(const TrainingPlays& training) {
  std::vector<int64_t> order(static_cast<size_t>(training.num_sequences()));
  std::iota(order.begin(), order.end(), 0);
  if (training.end_times.empty()) return order;
  std::stable_sort(order.begin(), order.end(), [&training](int64_t a, int64_t b) {
    return training.end_times[static_cast<size_t>(a)] < training.end_times[static_cast<size_t>(b)];
  });
  return order;
}

/// Memory that one search leaves as it found it: all zero, empty lists.
struct SearchMemory {
  std::vector<int32_t> steps;      // [M]
  std::vector<double> similarity;  // [M]
  std::vector<int32_t> sessions;   // those with a step
  std::vector<uint8_t> is_seen;    // [V]
};

/// Those that ended last, when there are too many.
void keep_latest(std::vector<SessionNeighbour>& candidates, int64_t sample_size) {
  if (static_cast<int64_t>(candidates.size()) <= sample_size) return;
  std::nth_element(
      candidates.begin(), candidates.begin() + sample_size, candidates.end(),
      [](const SessionNeighbour& a, const SessionNeighbour& b) { return a.session > b.session; });
  candidates.resize(static_cast<size_t>(sample_size));
}

void keep_nearest(std::vector<SessionNeighbour>& candidates, int64_t num_neighbours) {
  const auto is_nearer = [](const SessionNeighbour& a, const SessionNeighbour& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.session > b.session;
  };
  const auto k = std::min(num_neighbours, static_cast<int64_t>(candidates.size()));
  std::partial_sort(candidates.begin(), candidates.begin() + k, candidates.end(), is_nearer);
  candidates.resize(static_cast<size_t>(k));
}

}  // namespace

SessionIndex::SessionIndex(const TrainingPlays& training) {
  const auto V = static_cast<size_t>(training.num_songs);
  offsets_.push_back(0);
  std::vector<int64_t> last_in(V, -1);  // the latest session that a song was seen in
  for (const int64_t sequence : order_by_time(training)) {
    const int32_t* const plays = training.sequence(sequence);
    const auto session = static_cast<int64_t>(offsets_.size()) - 1;
    const size_t begin = songs_.size();
    for (int64_t i = training.length(sequence) - 1; i >= 0; --i) {
      int64_t& last = last_in[static_cast<size_t>(plays[i])];
      if (last == session) continue;
      last = session;
      songs_.push_back({plays[i], static_cast<int32_t>(i + 1)});
    }
    std::reverse(songs_.begin() + static_cast<std::ptrdiff_t>(begin), songs_.end());
    offsets_.push_back(static_cast<int64_t>(songs_.size()));
  }
  song_offsets_.assign(V + 1, 0);
  for (const SessionSong& entry : songs_) ++song_offsets_[static_cast<size_t>(entry.song) + 1];
  for (size_t v = 1; v <= V; ++v) song_offsets_[v] += song_offsets_[v - 1];
  std::vector<int64_t> next(song_offsets_.begin(), song_offsets_.end() - 1);
  sessions_.resize(songs_.size());
  const auto M = static_cast<int32_t>(offsets_.size()) - 1;
  for (int32_t session = 0; session < M; ++session) {
    for (const SessionSong* entry = begin(session); entry != end(session); ++entry)
      sessions_[static_cast<size_t>(next[static_cast<size_t>(entry->song)]++)] = session;
  }
  idf_.resize(V);
  for (size_t v = 0; v < V; ++v) {
    if (training.play_counts[v] == 0) continue;
    idf_[v] = std::max(0.0, std::log(static_cast<double>(M) / static_cast<double>(training.play_counts[v])));
  }
}

std::vector<int32_t> SessionIndex::list_known_plays(const PlayHistory& history, int64_t max_history) const {
  constexpr int64_t kPlaysLookedAt =
      10;  // for each that counts: a long history of unknown songs costs little
  const int64_t oldest = std::max<int64_t>(0, history.num_plays - kPlaysLookedAt * max_history);
  std::vector<int32_t> plays;
  for (int64_t play = history.num_plays - 1; play >= oldest; --play) {
    const auto song = static_cast<size_t>(history.songs[play]);
    if (song_offsets_[song] == song_offsets_[song + 1]) continue;
    plays.push_back(history.songs[play]);
    if (static_cast<int64_t>(plays.size()) == max_history) break;
  }
  return plays;
}

std::vector<SessionNeighbour> SessionIndex::find_neighbours(const PlayHistory& history,
                                                            const NeighbourSearch& search) const {
  thread_local SearchMemory memory;
  memory.steps.resize(std::max(memory.steps.size(), offsets_.size()));
  memory.similarity.resize(memory.steps.size());
  memory.is_seen.resize(std::max(memory.is_seen.size(), idf_.size()));

  const std::vector<int32_t> plays = list_known_plays(history, search.max_history);
  const auto length = static_cast<int64_t>(plays.size());
  for (int64_t steps = 1; steps <= length; ++steps) {
    const auto song = static_cast<size_t>(plays[static_cast<size_t>(steps - 1)]);
    if (memory.is_seen[song] != 0) continue;
    memory.is_seen[song] = 1;
    const double weight = search.weight(steps, length);
    if (weight <= 0) continue;
    for (int64_t k = song_offsets_[song]; k < song_offsets_[song + 1]; ++k) {
      const int32_t session = sessions_[static_cast<size_t>(k)];
      int32_t& latest = memory.steps[static_cast<size_t>(session)];
      if (latest == 0) {
        latest = static_cast<int32_t>(steps);
        memory.sessions.push_back(session);
      }
      memory.similarity[static_cast<size_t>(session)] += weight;
    }
  }
  for (const int32_t song : plays) memory.is_seen[static_cast<size_t>(song)] = 0;

  std::vector<SessionNeighbour> neighbours;
  neighbours.reserve(memory.sessions.size());
  for (const int32_t session : memory.sessions) {
    int32_t& steps = memory.steps[static_cast<size_t>(session)];
    double& similarity = memory.similarity[static_cast<size_t>(session)];
    const double divisor =
        search.divide_by_session_length ? std::sqrt(static_cast<double>(end(session) - begin(session))) : 1;
    neighbours.push_back({session, steps, similarity / divisor});
    steps = 0;
    similarity = 0;
  }
  memory.sessions.clear();
  keep_latest(neighbours, search.sample_size);
  keep_nearest(neighbours, search.num_neighbours);
  return neighbours;
}

}  // namespace affekt
