// A mood, a listener's profile and a library of songs -> a playlist, with the reason of each song.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "playlist/listener_profile.h"
#include "playlist/song_details.h"
#include "playlist/song_library.h"

namespace affekt {

enum class MoodPolicy { kMatch, kLift };  // music like the mood, or a way from it to a better one

struct PlaylistRequest {
  AffectPoint mood;
  MoodPolicy policy = MoodPolicy::kMatch;
  int64_t num_songs = 20;
  int64_t artist_gap = 20;  // an artist comes at most once in so many songs in a row; 1: as often as it will
  double variety = 0.3;  // size of the random part of a song's score, in deviations; 0: always the best songs
  uint64_t seed = 1;     // another one draws another playlist
  ListenerProfile profile;
  /// [N], how well each song follows what was played last: NextScores::scores. Empty: nobody asked.
  std::vector<float> next_scores;
};

constexpr double kLikedBonus = 1;  // as much as one deviation nearer to the mood

struct PlaylistSong {
  int64_t song = 0;  // row of the library
  int32_t cluster = 0;
  AffectPoint target;        // where the playlist is to be at this song
  double mood_distance = 0;  // of the song from there, in deviations
  std::string liked;         // what of it the listener likes: "song", "artist", "genre"; empty: nothing known
  std::optional<double> next_score;
  double score = 0;  // that the songs of one cluster were ordered by

  double preference() const { return liked.empty() ? 0 : kLikedBonus; }
};

/// How many songs a rule left out; a song counts for the first rule that left it out.
struct LeftOutSongs {
  int64_t disliked = 0, language = 0, language_unknown = 0, decade = 0, decade_unknown = 0,
          explicit_lyrics = 0;
};

struct Playlist {
  std::vector<PlaylistSong> songs;
  EmotionPolicy::Advice advice;  // for the mood: the clusters that the songs come from
  int64_t num_candidates = 0;    // songs that no rule left out
  LeftOutSongs left_out;
  double language_known = 0;       // share of the library's songs whose language is known
  std::vector<std::string> notes;  // what the listener should know, in sentences
};

/// Rules:
/// - match: the clusters share the songs by the weights of the emotion policy; the most fitting cluster
///   begins, and the others come in between as often as their weight says. Each song aims at the mood.
/// - lift: the clusters of the policy's way come one after the other, with equally many songs; their targets
///   lie on the straight line from the mood to the policy's target.
/// - Within a cluster, songs are ordered by -distance to the target + preference + next_score + variety times
///   a standard Gumbel draw, which depends on the seed and the song's id alone.
/// - A song that the profile dislikes never comes; a chosen language or decade takes only songs that are
///   known to be of it. An artist comes once in artist_gap songs. The same artist and title come once.
/// - A cluster without a song left leaves its turn to the next one in the order of fit.
/// @throws ConfigError  num_songs or artist_gap below 1, variety below 0 or not finite
/// @throws DataError    no song is left by the profile's rules
Playlist compose_playlist(const SongLibrary& library, const SongDetails& details,
                          const PlaylistRequest& request);

/// One line: why this song. "cluster "high valence, danceable"; 0.41 from the mood; liked artist"
std::string explain_song(const SongLibrary& library, const PlaylistSong& song);

}  // namespace affekt
