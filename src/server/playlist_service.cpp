#include "server/playlist_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/process/log.h"
#include "perception/listener_mood.h"
#include "playlist/genre_language.h"
#include "playlist/next_scores.h"
#include "playlist/playlist_formats.h"
#include "server/http/http_server.h"
#include "server/http/request_object.h"

namespace affekt {
namespace {

constexpr int64_t kMostSongs = 500;
constexpr int64_t kLargestSeed = int64_t{1} << 53;  // that a number of JavaScript holds exactly

/// @return the shares with a sum of exactly 1
std::vector<double> require_sum(const std::string& key, std::vector<double> shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  constexpr double kRounding = 0.02;  // clients send few digits
  if (std::abs(sum - 1) > kRounding)
    throw HttpFault({422, fmt::format("{}: expected a sum of 1, got {:.3f}", key, sum)});
  for (double& share : shares) share /= sum;
  return shares;
}

ListenerMood read_mood(RequestObject& request, const FusionRule& fusion) {
  const auto emotion = request.choice("mood", placed_emotions());
  const auto valence = request.number("valence", -1, 1), arousal = request.number("arousal", -1, 1);
  std::vector<SourceReading> readings;
  for (const char* source : {"face", "voice"}) {
    if (const auto asked = request.shares(source, placed_emotions())) {
      const std::vector<double> shares = require_sum(source, *asked);
      readings.push_back({source, placed_emotions(), {shares.begin(), shares.end()}});
    }
  }
  const int num_ways = emotion.has_value() + (valence || arousal) + !readings.empty();
  if (num_ways != 1 || valence.has_value() != arousal.has_value())
    throw HttpFault({422, "which mood? Give one of: mood; valence and arousal; face, voice or both"});
  if (emotion) return mood_of_emotion(*emotion);
  return readings.empty() ? mood_of_point(*valence, *arousal) : mood_of_readings(fusion, readings);
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

PlaylistService::PlaylistService(SongLibrary library, SongDetails details)
    : library_(std::move(library)), details_(std::move(details)), fusion_(make_even_rule()) {}

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
      next_scores_(read_next_scores(library_, files)),
      fusion_(read_fusion_rule_or_even(files.fusion)) {}

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
  const ListenerMood mood = read_mood(object, fusion_);
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
