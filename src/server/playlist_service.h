// POST /v1/playlist: a mood in JSON -> the songs for it, each with its reason.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "perception/emotion_fusion.h"
#include "playlist/compose_playlist.h"

namespace affekt {

struct PlaylistFiles {
  std::filesystem::path songs;                    // a run of clustered songs
  std::vector<std::filesystem::path> catalogues;  // more songs, genres, years
  std::filesystem::path next, history;            // a run of next songs and what was played last, or neither
  std::filesystem::path fusion;                   // how much a face and a voice count; empty: alike
};

class PlaylistService {
 public:
  /// @throws as the readers of these files do
  explicit PlaylistService(const PlaylistFiles& files);
  PlaylistService(SongLibrary library, SongDetails details);

  const SongLibrary& library() const { return library_; }
  /// Of each of song_languages(): how many songs are known to be in it.
  std::vector<int64_t> count_languages() const;

  /// Thread-safe.
  /// @param body  as page/openapi.json describes it: mood, or valence and arousal, or what a face and a voice
  /// show
  /// @return      the document of render_playlist's json
  /// @throws HttpFault; DataError: no song is left by the rules
  std::string compose(const std::string& body, const ListenerProfile& profile) const;

 private:
  const SongLibrary library_;
  const SongDetails details_;
  const std::vector<float> next_scores_;
  const FusionRule fusion_;
};

}  // namespace affekt
