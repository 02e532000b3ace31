#include "playlist/compose_playlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <unordered_set>

#include "core/error.h"
#include "core/random_stream.h"
#include "core/text/count_text.h"
#include "playlist/playlist_candidates.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

double distance_between(AffectPoint a, AffectPoint b) {
  return std::hypot(a.valence - b.valence, a.arousal - b.arousal);
}

uint64_t hash_id(const std::string& id) {  // FNV-1a: a song's draw must not depend on its row
  uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

double draw_gumbel(uint64_t seed, const std::string& id) {
  RandomStream stream(seed, "playlist", hash_id(id));
  return -std::log(-std::log(std::max(stream.uniform(), 1e-300)));
}

/// One turn of a playlist: where its song comes from, and where it aims.
struct Turn {
  int64_t cluster;
  AffectPoint target;
};

/// Smooth weighted round robin: at each turn the cluster whose share is furthest behind. The first of equals.
std::vector<Turn> plan_match(const EmotionPolicy::Advice& advice, const std::vector<int64_t>& songs_left,
                             int64_t num_songs) {
  std::vector<double> weights = advice.weights, owed(weights.size(), 0);
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (songs_left[static_cast<size_t>(advice.match[i])] == 0) weights[i] = 0;
    sum += weights[i];
  }
  std::vector<Turn> turns;
  for (int64_t turn = 0; turn < num_songs; ++turn) {
    size_t next = 0;
    for (size_t i = 0; i < weights.size(); ++i) {
      owed[i] += weights[i] / sum;
      if (owed[i] > owed[next] + 1e-12) next = i;
    }
    owed[next] -= 1;
    turns.push_back({advice.match[next], advice.place});
  }
  return turns;
}

std::vector<Turn> plan_lift(const EmotionPolicy& policy, const EmotionPolicy::Advice& advice,
                            int64_t num_songs) {
  const auto num_stages = static_cast<int64_t>(advice.uplift.size());
  std::vector<Turn> turns;
  for (int64_t turn = 0; turn < num_songs; ++turn) {
    const int64_t stage = turn * num_stages / num_songs;
    // The mood itself at the first song, the policy's target at the last one.
    const double way =
        num_stages < 2 || num_songs < 2 ? 0 : static_cast<double>(turn) / static_cast<double>(num_songs - 1);
    turns.push_back({advice.uplift[static_cast<size_t>(stage)],
                     {advice.place.valence + way * (policy.uplift_target.valence - advice.place.valence),
                      advice.place.arousal + way * (policy.uplift_target.arousal - advice.place.arousal)}});
  }
  return turns;
}

/// Chooses song after song.
class Composer {
 public:
  Composer(const SongLibrary& library, const PlaylistRequest& request, const PlaylistCandidates& candidates)
      : library_(library),
        request_(request),
        candidates_(candidates),
        taken_(candidates.is_candidate.size(), false),
        num_recent_(library.artist_names.size(), 0) {
    for (size_t k = 0; k < library.labels.size(); ++k) songs_of_cluster_.emplace_back();
    for (size_t i = 0; i < candidates.is_candidate.size(); ++i) {
      if (!candidates.is_candidate[i]) continue;
      const double next = request.next_scores.empty() || std::isnan(request.next_scores[i])
                              ? 0
                              : static_cast<double>(request.next_scores[i]);
      const double fixed =
          (*candidates.liked[i] != 0 ? kLikedBonus : 0) + next +
          (request.variety > 0 ? request.variety * draw_gumbel(request.seed, library.ids[i]) : 0);
      songs_of_cluster_[static_cast<size_t>(library.clusters[i])].push_back({static_cast<int64_t>(i), fixed});
    }
  }

  std::vector<int64_t> count_songs() const {
    std::vector<int64_t> counts;
    for (const auto& songs : songs_of_cluster_) counts.push_back(static_cast<int64_t>(songs.size()));
    return counts;
  }

  /// @return false: no cluster has a song left for this turn
  bool take(const Turn& turn, const std::vector<int64_t>& clusters_by_fit, std::vector<PlaylistSong>& songs) {
    if (take_from(turn.cluster, turn.target, songs)) return true;
    return std::any_of(clusters_by_fit.begin(), clusters_by_fit.end(), [&](int64_t cluster) {
      return cluster != turn.cluster && take_from(cluster, turn.target, songs);
    });
  }

 private:
  struct Scored {
    int64_t song;
    double fixed;  // the part of the score that no target changes
  };

  bool is_free(int64_t song) const {
    const auto row = static_cast<size_t>(song);
    if (num_recent_[static_cast<size_t>(library_.artist_of[row])] > 0 && !library_.artists[row].empty())
      return false;
    return !taken_[row] &&
           (library_.titles[row].empty() ||
            taken_names_.count(make_song_key(library_.artists[row], library_.titles[row])) == 0);
  }

  bool take_from(int64_t cluster, AffectPoint target, std::vector<PlaylistSong>& songs) {
    const Scored* best = nullptr;
    double best_score = 0;
    for (const Scored& scored : songs_of_cluster_[static_cast<size_t>(cluster)]) {
      const double score =
          scored.fixed - distance_between(library_.places[static_cast<size_t>(scored.song)], target);
      if ((best == nullptr || score > best_score) && is_free(scored.song)) {
        best = &scored;
        best_score = score;
      }
    }
    if (best == nullptr) return false;
    songs.push_back(describe(best->song, target, best_score));
    remember(best->song);
    return true;
  }

  PlaylistSong describe(int64_t song, AffectPoint target, double score) const {
    const auto row = static_cast<size_t>(song);
    PlaylistSong described;
    described.song = song;
    described.cluster = library_.clusters[row];
    described.target = target;
    described.mood_distance = distance_between(library_.places[row], target);
    described.liked = candidates_.liked[row];
    if (!request_.next_scores.empty() && !std::isnan(request_.next_scores[row]))
      described.next_score = request_.next_scores[row];
    described.score = score;
    return described;
  }

  void remember(int64_t song) {
    const auto row = static_cast<size_t>(song);
    taken_[row] = true;
    taken_names_.insert(make_song_key(library_.artists[row], library_.titles[row]));
    recent_artists_.push_back(library_.artist_of[row]);
    ++num_recent_[static_cast<size_t>(recent_artists_.back())];
    if (static_cast<int64_t>(recent_artists_.size()) < request_.artist_gap) return;
    --num_recent_[static_cast<size_t>(recent_artists_.front())];
    recent_artists_.pop_front();
  }

  const SongLibrary& library_;
  const PlaylistRequest& request_;
  const PlaylistCandidates& candidates_;
  std::vector<std::vector<Scored>> songs_of_cluster_;
  std::vector<bool> taken_;  // [N]
  std::unordered_set<std::string> taken_names_;
  std::deque<int32_t> recent_artists_;  // of the last artist_gap - 1 songs
  std::vector<int32_t> num_recent_;     // of each artist, how often it is among them
};

void check_request(const PlaylistRequest& request) {
  if (request.num_songs < 1) throw ConfigError("a playlist needs at least one song");
  if (request.artist_gap < 1) throw ConfigError("the artist gap is counted in songs, from 1 on");
  if (!(request.variety >= 0) || !std::isfinite(request.variety))
    throw ConfigError("variety is a number from 0 on");
}

/// @throws DataError if no song is left, telling which rules left them out
void check_candidates(const SongLibrary& library, const PlaylistCandidates& candidates) {
  if (candidates.num_candidates > 0) return;
  const LeftOutSongs& out = candidates.left_out;
  std::string reasons;
  const auto tell = [&](int64_t count, const char* what) {
    if (count > 0) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", format_count(count), what);
  };
  tell(out.disliked, "disliked");
  tell(out.language, "in another language");
  tell(out.language_unknown, "in an unknown language");
  tell(out.decade, "of another decade");
  tell(out.decade_unknown, "of an unknown decade");
  tell(out.explicit_lyrics, "with explicit lyrics");
  if (out.language_unknown + out.decade_unknown > 0)
    reasons += "; files with genres and years (--catalogue) make more known";
  throw DataError(fmt::format("no song of the {} in {} is left: {}", format_count(library.num_songs()),
                              library.name, reasons));
}

}  // namespace

Playlist compose_playlist(const SongLibrary& library, const SongDetails& details,
                          const PlaylistRequest& request) {
  check_request(request);
  const PlaylistCandidates candidates = find_candidates(library, details, request.profile);
  check_candidates(library, candidates);
  Playlist playlist;
  playlist.advice = advise(library.policy, request.mood);
  playlist.num_candidates = candidates.num_candidates;
  playlist.left_out = candidates.left_out;
  playlist.language_known = candidates.language_known;
  playlist.notes = candidates.notes;
  Composer composer(library, request, candidates);
  const std::vector<Turn> turns = request.policy == MoodPolicy::kMatch
                                      ? plan_match(playlist.advice, composer.count_songs(), request.num_songs)
                                      : plan_lift(library.policy, playlist.advice, request.num_songs);
  for (const Turn& turn : turns)
    if (!composer.take(turn, playlist.advice.match, playlist.songs)) break;
  const auto num_found = static_cast<int64_t>(playlist.songs.size());
  if (num_found < request.num_songs)
    playlist.notes.push_back(fmt::format(
        "only {} of {} songs: there is no further song by an artist that was not among the last {}",
        num_found, request.num_songs, request.artist_gap - 1));
  return playlist;
}

std::string explain_song(const SongLibrary& library, const PlaylistSong& song) {
  std::string text = fmt::format("cluster \"{}\"; {:.2f} from the mood",
                                 library.labels[static_cast<size_t>(song.cluster)], song.mood_distance);
  if (song.next_score) text += fmt::format("; next song {:+.1f}", *song.next_score);
  if (!song.liked.empty()) text += "; liked " + song.liked;
  return text;
}

}  // namespace affekt
