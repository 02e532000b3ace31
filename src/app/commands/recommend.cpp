// affekt recommend: a mood, a face or a voice, and a run of clustered songs -> a playlist with the reason of
// each song.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "app/player/execute_player.h"
#include "config/nearest_key.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "perception/listener_mood.h"
#include "perception/read_listener.h"
#include "playlist/genre_language.h"
#include "playlist/next_scores.h"
#include "playlist/playlist_formats.h"

namespace affekt {
namespace {

/// @throws ConfigError naming the nearest of those that are known
void require_known(const std::string& option, const std::string& word,
                   const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  throw ConfigError(fmt::format("{}: expected one of {}, got \"{}\"{}", option, fmt::join(known, ", "), word,
                                suggest_nearest(word, known)));
}

/// @throws ConfigError  options that only make sense together
void check_listener_options(const RecommendCommand& command) {
  if (!command.face.empty() && command.face_model.empty() && command.context_model.empty())
    throw ConfigError("--face: which model reads it? Give --face-model RUN (configs/fer2013_cnn.yaml)");
  if (!command.voice.empty() && command.voice_model.empty())
    throw ConfigError("--voice: which model hears it? Give --voice-model RUN (configs/ravdess_cnn.yaml)");
  const bool has_picture_options = !command.face_model.empty() || !command.context_model.empty() ||
                                   command.faces != "largest" || command.smallest_face ||
                                   command.face_strictness;
  if (command.face.empty() && has_picture_options)
    throw ConfigError("options about faces are of no use without a picture: --face PICTURE");
  if (command.voice.empty() && !command.voice_model.empty())
    throw ConfigError("--voice-model is of no use without a recording: --voice RECORDING");
  if (!command.fusion.empty() && (command.face.empty() || command.voice.empty()))
    throw ConfigError("--fusion is of no use without both a face and a voice: --face and --voice");
}

/// What the picture and the recording say, as one mood.
ListenerMood read_listener_mood(const RecommendCommand& command, std::vector<std::string>& notes) {
  const FusionRule fusion = read_fusion_rule_or_even(command.fusion);
  ListenerFiles files{command.face, command.voice, {}, command.faces == "all"};
  if (command.smallest_face) files.finder.smallest_share = *command.smallest_face;
  if (command.face_strictness) files.finder.min_neighbors = static_cast<int>(*command.face_strictness);
  const ListenerReadings read =
      read_listener({command.face_model, command.voice_model, command.context_model}, files);
  notes.insert(notes.end(), read.notes.begin(), read.notes.end());
  if (read.readings.size() > 1) notes.push_back("face and voice are put together, " + fusion.origin);
  return mood_of_readings(fusion, read.readings, read.context);
}

/// Told in several ways, they count the same; a face and a voice are one of these ways.
ListenerMood read_mood(const RecommendCommand& command, std::vector<std::string>& notes) {
  std::vector<ListenerMood> moods;
  if (!command.mood.empty()) {
    require_known("--mood", command.mood, placed_emotions());
    moods.push_back(mood_of_emotion(command.mood));
  }
  if (command.valence.has_value() != command.arousal.has_value())
    throw ConfigError("--valence and --arousal belong together: give both");
  if (command.valence) moods.push_back(mood_of_point(*command.valence, *command.arousal));
  check_listener_options(command);
  if (!command.face.empty() || !command.voice.empty()) moods.push_back(read_listener_mood(command, notes));
  if (moods.empty()) throw ConfigError("which mood? Give --mood, --valence and --arousal, --face or --voice");
  return mean_mood(moods);
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
