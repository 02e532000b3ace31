// affekt recommend: a mood, and a run of clustered songs -> a playlist with the reason of each song.
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
#include "playlist/genre_language.h"
#include "playlist/next_scores.h"
#include "playlist/playlist_formats.h"

namespace affekt {
namespace {

struct HeardMood {
  AffectPoint place;
  std::string title;   // "sad"
  std::string source;  // "--mood sad"
};

/// @throws ConfigError naming the nearest of those that are known
void require_known(const std::string& option, const std::string& word,
                   const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  throw ConfigError(fmt::format("{}: expected one of {}, got \"{}\"{}", option, fmt::join(known, ", "), word,
                                suggest_nearest(word, known)));
}

std::vector<std::string> list_emotions() {
  std::vector<std::string> names;
  for (const EmotionCoordinates& one : emotion_coordinates()) names.push_back(one.emotion);
  return names;
}

std::vector<HeardMood> list_moods(const RecommendCommand& command) {
  std::vector<HeardMood> moods;
  if (!command.mood.empty()) {
    require_known("--mood", command.mood, list_emotions());
    moods.push_back({place_of_probabilities({command.mood}, {1}), command.mood, "--mood " + command.mood});
  }
  if (command.valence.has_value() != command.arousal.has_value())
    throw ConfigError("--valence and --arousal belong together: give both");
  if (command.valence) {
    const std::string values = fmt::format("valence {:g}, arousal {:g}", *command.valence, *command.arousal);
    moods.push_back({place_of_circumplex(*command.valence, *command.arousal), values, values});
  }
  if (moods.empty()) throw ConfigError("which mood? Give --mood, or --valence and --arousal");
  return moods;
}

/// Several sources count the same: the mean of their places.
HeardMood merge_moods(const std::vector<HeardMood>& moods) {
  HeardMood merged;
  for (const HeardMood& mood : moods) {
    merged.place.valence += mood.place.valence / static_cast<double>(moods.size());
    merged.place.arousal += mood.place.arousal / static_cast<double>(moods.size());
    merged.title += (merged.title.empty() ? "" : " and ") + mood.title;
    merged.source += (merged.source.empty() ? "" : "; ") + mood.source;
  }
  return merged;
}

PlaylistRequest make_request(const RecommendCommand& command, AffectPoint mood) {
  PlaylistRequest request;
  request.mood = mood;
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
  const HeardMood mood = merge_moods(list_moods(command));
  PlaylistRequest request = make_request(command, mood.place);
  require_known("--format", command.format, playlist_formats());
  if (command.next.empty() != command.history.empty())
    throw ConfigError("--next and --history belong together: give both");

  const std::vector<std::filesystem::path> catalogues(command.catalogues.begin(), command.catalogues.end());
  const SongLibrary library = read_song_library(command.songs, catalogues);
  const SongDetails details = read_song_details(library, catalogues);
  std::vector<std::string> notes;
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
