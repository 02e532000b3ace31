#include "server/playlist_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/process/log.h"
#include "playlist/genre_language.h"
#include "playlist/next_scores.h"
#include "playlist/playlist_formats.h"
#include "server/http_server.h"
#include "server/mood_plane.h"
#include "server/request_object.h"

namespace affekt {
namespace {

constexpr int64_t kMostSongs = 500;
constexpr int64_t kLargestSeed = int64_t{1} << 53;  // that a number of JavaScript holds exactly

struct AskedMood {
  AffectPoint place;
  std::string title, source;
};

AskedMood mood_of_probabilities(std::vector<double> shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  constexpr double kRounding = 0.02;  // clients send few digits
  if (std::abs(sum - 1) > kRounding)
    throw HttpFault({422, fmt::format("probabilities: expected a sum of 1, got {:.3f}", sum)});
  for (double& share : shares) share /= sum;
  const auto largest = std::max_element(shares.begin(), shares.end());
  const std::string& name = placed_emotions()[static_cast<size_t>(largest - shares.begin())];
  return {place_of_probabilities(placed_emotions(), shares), name,
          fmt::format("probabilities, {} {:.0f} %", name, 100 * *largest)};
}

AskedMood read_mood(RequestObject& request) {
  const auto mood = request.choice("mood", placed_emotions());
  const auto valence = request.number("valence", -1, 1), arousal = request.number("arousal", -1, 1);
  const auto shares = request.shares("probabilities", placed_emotions());
  const int num_ways = mood.has_value() + (valence || arousal) + shares.has_value();
  if (num_ways != 1 || valence.has_value() != arousal.has_value())
    throw HttpFault({422, "which mood? Give one of: mood; valence and arousal; probabilities"});
  if (mood) return {place_of_probabilities({*mood}, {1}), *mood, "mood " + *mood};
  if (shares) return mood_of_probabilities(*shares);
  const std::string values = fmt::format("valence {:g}, arousal {:g}", *valence, *arousal);
  return {place_of_circumplex(*valence, *arousal), values, values};
}

PlaylistRequest read_playlist_request(RequestObject& request, const ListenerProfile& profile) {
  PlaylistRequest read;
  read.policy = request.choice("policy", {"match", "lift"}).value_or("match") == "lift" ? MoodPolicy::kLift
                                                                                        : MoodPolicy::kMatch;
  read.num_songs = request.integer("n", 1, kMostSongs).value_or(read.num_songs);
  read.artist_gap = request.integer("artist_gap", 1, kMostSongs).value_or(read.num_songs);
  read.variety = request.number("variety", 0, 10).value_or(read.variety);
  read.seed = static_cast<uint64_t>(request.integer("seed", 0, kLargestSeed).value_or(1));
  read.profile = profile;
  const std::vector<std::string> languages = request.choices_of("languages", song_languages());
  if (!languages.empty()) read.profile.languages = languages;
  return read;
}

}  // namespace

PlaylistService::PlaylistService(SongLibrary library, SongDetails details, std::vector<float> next_scores)
    : library_(std::move(library)), details_(std::move(details)), next_scores_(std::move(next_scores)) {}

namespace {

std::vector<float> read_next_scores(const SongLibrary& library, const PlaylistFiles& files) {
  if (files.next.empty()) return {};
  NextScores next = compute_next_scores(library, files.next, read_play_history(files.history));
  log_info(
      fmt::format("the model of next songs knows {} of the {} plays of the history, and {} of the {} songs",
                  next.num_known_plays, next.num_plays, next.num_known_songs, library.num_songs()));
  return std::move(next.scores);
}

}  // namespace

PlaylistService::PlaylistService(const PlaylistFiles& files)
    : library_(read_song_library(files.songs, files.catalogues)),
      details_(read_song_details(library_, files.catalogues)),
      next_scores_(read_next_scores(library_, files)) {}

std::vector<int64_t> PlaylistService::count_languages() const {
  std::vector<int64_t> counts(song_languages().size(), 0);
  for (const int32_t artist : library_.artist_of) {
    for (const std::string& language : details_.languages[static_cast<size_t>(artist)]) {
      const auto place = std::find(song_languages().begin(), song_languages().end(), language);
      ++counts[static_cast<size_t>(place - song_languages().begin())];
    }
  }
  return counts;
}

std::string PlaylistService::compose(const std::string& body, const ListenerProfile& profile) const {
  RequestObject object(body);
  const AskedMood mood = read_mood(object);
  PlaylistRequest request = read_playlist_request(object, profile);
  object.refuse_unknown_keys();
  request.mood = mood.place;
  request.next_scores = next_scores_;
  const Playlist playlist = compose_playlist(library_, details_, request);
  const std::string title =
      request.policy == MoodPolicy::kLift ? "a lift from " + mood.title : "music for " + mood.title;
  return render_playlist(library_, playlist, {title, mood.source, request}, "json");
}

}  // namespace affekt
