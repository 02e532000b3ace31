// What the user asked of exported models at work: one struct a command, filled from the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

/// From a mood, a face or a voice to a playlist. What is not set is left to playlist/compose_playlist.h.
struct RecommendCommand {
  std::string mood;                        // "sad"
  std::optional<double> valence, arousal;  // -1..1
  std::string face, voice;                 // a picture, a recording
  std::string face_model, voice_model, context_model, fusion;
  std::string faces = "largest";        // largest | all
  std::optional<double> smallest_face;  // of the picture's shorter side
  std::optional<int64_t> face_strictness;
  std::string songs;                    // a run of clustered songs
  std::vector<std::string> catalogues;  // more songs, genres, years
  std::string next, history;            // a run of next songs, and what was played last
  std::string policy = "match", profile, format = "table", out;
  std::vector<std::string> languages;
  int64_t num_songs = 20;
  std::optional<int64_t> artist_gap;
  double variety = 0.3;
  uint64_t seed = 1;
};

/// Models, songs and a profile behind HTTP and a page, until an interrupt.
struct ServeCommand {
  std::string face_model, voice_model, fusion;
  std::string songs, next, history;  // as for RecommendCommand
  std::vector<std::string> catalogues;
  std::string profile;  // the one file that is written: thumbs
  std::string host = "127.0.0.1";
  int64_t port = 8080;  // 0: any that is free
};

/// A person's Spotify account, with the token in SPOTIFY_TOKEN.
struct SpotifyCommand {
  std::string action;      // save, fetch or playlists
  std::string subject;     // save: a file; fetch: a playlist's id or link, or a file; playlists: none
  std::string name, into;  // of save: a new playlist's name, or one that there is
  bool is_public = false;  // of save
  std::string out;         // of fetch; empty: print it
  std::string api;         // empty: Spotify's own
};

/// A folder of files that does faces and voices in a browser, without a server.
struct ExportSiteCommand {
  std::string folder;
  std::string face_model, voice_model;  // runs or model.onnx
};

/// libaffekt_player.so has them, which does without LibTorch.
using PlayerCommand = std::variant<RecommendCommand, ServeCommand, SpotifyCommand, ExportSiteCommand>;

}  // namespace affekt
