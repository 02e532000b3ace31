// affekt recommend: a mood, a face or a voice, and a run of clustered songs -> a playlist with the reason of
// each song.
#include <fmt/format.h>

#include <iostream>

#include "app/player/execute_player.h"
#include "app/player/read_mood.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/out_file.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "exported/exported_model_path.h"
#include "playlist/genre_language.h"
#include "playlist/next_scores.h"
#include "playlist/playlist_formats.h"

namespace affekt {
namespace {

/// @throws ConfigError, ArtifactError  as check_out_file
void check_out(const RecommendCommand& command) {
  std::vector<std::filesystem::path> read = {command.profile, command.history, command.face, command.voice,
                                             command.fusion};
  read.insert(read.end(), command.catalogues.begin(), command.catalogues.end());
  for (const std::string& run :
       {command.songs, command.next, command.face_model, command.voice_model, command.context_model}) {
    if (run.empty()) continue;
    const std::filesystem::path model = exported_model_path(run);
    for (const char* name : {"model.onnx", "clusters.csv", "catalogue.csv"})
      read.push_back(model.parent_path() / name);
    read.push_back(model);
  }
  check_out_file(command.out, read, "playlist");
}

PlaylistRequest make_request(const RecommendCommand& command) {
  PlaylistRequest request;
  request.policy = command.policy == "lift" ? MoodPolicy::kLift : MoodPolicy::kMatch;
  request.num_songs = command.num_songs;
  request.artist_gap = command.artist_gap.value_or(command.num_songs);
  request.variety = command.variety;
  request.seed = command.seed;
  if (!command.profile.empty()) request.profile = read_listener_profile(command.profile);
  for (const std::string& language : command.languages)
    require_known("--language", language, song_languages());
  if (!command.languages.empty()) request.profile.languages = command.languages;
  return request;
}

}  // namespace

void execute(const RecommendCommand& command) {
  PlaylistRequest request = make_request(command);
  require_known("--format", command.format, playlist_formats());
  if (!command.out.empty()) check_out(command);
  if (command.next.empty() != command.history.empty())
    throw ConfigError("--next and --history belong together: give both");
  std::vector<std::string> notes;
  const ListenerMood mood = read_mood(command, notes);
  request.mood = mood.place;

  const std::vector<std::filesystem::path> catalogues(command.catalogues.begin(), command.catalogues.end());
  const SongLibrary library = read_song_library(command.songs, catalogues);
  const SongDetails details = read_song_details(library, catalogues);
  if (!command.next.empty()) {
    NextScores next = compute_next_scores(library, command.next, read_play_history(command.history));
    request.next_scores = std::move(next.scores);
    notes.push_back(
        fmt::format("the model of next songs knows {} of the {} plays of the history, and {} of the {} "
                    "songs",
                    next.num_known_plays, next.num_plays, next.num_known_songs, library.num_songs()));
  }
  Playlist playlist = compose_playlist(library, details, request);
  playlist.notes.insert(playlist.notes.begin(), notes.begin(), notes.end());

  const std::string title =
      request.policy == MoodPolicy::kLift ? "a lift from " + mood.title : "music for " + mood.title;
  const std::string text = render_playlist(library, playlist, {title, mood.source, request}, command.format);
  if (command.out.empty()) {
    std::cout << text;
  } else {
    write_text_atomically(command.out, text);
    log_info("playlist: " + to_valid_utf8(command.out));
  }
  if (command.format == "table" && command.out.empty()) return;
  for (const std::string& note : playlist.notes) log_info("note: " + to_valid_utf8(note));
}

}  // namespace affekt
