#include "ingest/sources/listening/listening_sessions.h"

#include <algorithm>
#include <unordered_map>

namespace affekt {
namespace {

std::unordered_map<int32_t, int64_t> count_song_plays(const std::vector<int32_t>& songs) {
  std::unordered_map<int32_t, int64_t> counts;
  for (const int32_t song : songs) ++counts[song];
  return counts;
}

/// Collects sessions, and drops those that are too short.
class SessionBuilder {
 public:
  SessionBuilder(const ListeningSequences& streams, int64_t min_plays)
      : streams_(streams), min_plays_(min_plays) {}

  void add_play(size_t play) { plays_.push_back(play); }

  void end_session(int32_t stream) {
    const auto count = static_cast<int64_t>(plays_.size());
    ++num_sessions;
    if (count < min_plays_) {
      num_short += 1;
      num_plays_of_short += count;
    } else {
      keep(stream);
    }
    plays_.clear();
  }

  ListeningSequences sessions;
  int64_t num_sessions = 0, num_short = 0, num_plays_of_short = 0;

 private:
  void keep(int32_t stream) {
    if (stream != last_stream_) {
      sessions.stream_names.push_back(streams_.stream_names[static_cast<size_t>(stream)]);
      last_stream_ = stream;
    }
    for (const size_t play : plays_) {
      sessions.songs.push_back(streams_.songs[play]);
      if (!streams_.times.empty()) sessions.times.push_back(streams_.times[play]);
    }
    sessions.streams.push_back(static_cast<int32_t>(sessions.stream_names.size()) - 1);
    sessions.splits.push_back(Split::kTrain);
    sessions.has_train_duplicate.resize(sessions.songs.size(), 0);
    sessions.offsets.push_back(sessions.num_plays());
  }

  const ListeningSequences& streams_;
  const int64_t min_plays_;
  std::vector<size_t> plays_;  // of the session that is being collected
  int32_t last_stream_ = -1;
};

}  // namespace

ListeningSequences cut_into_sessions(const ListeningDataConfig& config, const ListeningSequences& streams,
                                     nlohmann::json& counts) {
  const auto plays_of_song = count_song_plays(streams.songs);
  const auto gap_seconds = static_cast<int64_t>(60 * config.session_gap_minutes);
  const bool has_gaps = !streams.times.empty() && gap_seconds > 0;
  SessionBuilder builder(streams, config.min_session_plays);
  int64_t num_rare_plays = 0;
  for (int64_t i = 0; i < streams.num_sequences(); ++i) {
    const auto stream = streams.streams[static_cast<size_t>(i)];
    bool is_open = false;
    int64_t last_time = 0;
    for (int64_t p = streams.offsets[static_cast<size_t>(i)]; p < streams.offsets[static_cast<size_t>(i) + 1];
         ++p) {
      const auto play = static_cast<size_t>(p);
      if (plays_of_song.at(streams.songs[play]) < config.min_song_plays) {
        ++num_rare_plays;
        continue;
      }
      if (has_gaps && is_open && streams.times[play] - last_time > gap_seconds) builder.end_session(stream);
      if (has_gaps) last_time = streams.times[play];
      builder.add_play(play);
      is_open = true;
    }
    if (is_open) builder.end_session(stream);
  }
  counts["songs_too_rare"] = std::count_if(plays_of_song.begin(), plays_of_song.end(), [&](const auto& song) {
    return song.second < config.min_song_plays;
  });
  counts["plays_of_rare_songs"] = num_rare_plays;
  counts["sessions"] = builder.num_sessions;
  counts["sessions_too_short"] = builder.num_short;
  counts["plays_of_short_sessions"] = builder.num_plays_of_short;
  counts["streams_left_out"] = streams.stream_names.size() - builder.sessions.stream_names.size();
  return std::move(builder.sessions);
}

ListeningSequences cut_training_sequences(ListeningSequences sequences, int64_t session_plays) {
  if (session_plays == 0) return sequences;
  ListeningSequences cut = sequences;
  cut.streams.clear();
  cut.splits.clear();
  cut.offsets = {0};
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    const int64_t end = sequences.offsets[i + 1];
    const bool is_cut = sequences.splits[i] == Split::kTrain;
    for (int64_t begin = sequences.offsets[i]; begin < end;) {
      begin = is_cut ? std::min(begin + session_plays, end) : end;
      cut.streams.push_back(sequences.streams[i]);
      cut.splits.push_back(sequences.splits[i]);
      cut.offsets.push_back(begin);
    }
  }
  return cut;
}

}  // namespace affekt
