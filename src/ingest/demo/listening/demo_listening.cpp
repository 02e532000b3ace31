#include "ingest/demo/listening/demo_listening.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/random_stream.h"
#include "core/text/csv.h"
#include "core/text/text.h"
#include "ingest/demo/demo_song_names.h"
#include "ingest/demo/listening/listening_process.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kNumMoods = 6, kNumFavourites = 4;
constexpr std::array<double, 5> kFollowers = {0.4, 0.25, 0.15, 0.12,
                                              0.08};  // the last one is of another mood
constexpr double kLateShare = 0.03, kLateFrom = 0.85, kFeatureShare = 0.9;

/// Where a mood lies, as listeners would say and as Spotify measures: 0..1.
struct DemoMood {
  double valence, energy, tempo;
};
constexpr std::array<DemoMood, kNumMoods> kMoods = {{{0.85, 0.75, 124},   // joyful
                                                     {0.70, 0.30, 92},    // tender
                                                     {0.20, 0.20, 76},    // sad
                                                     {0.15, 0.85, 140},   // angry
                                                     {0.50, 0.95, 128},   // driving
                                                     {0.45, 0.12, 84}}};  // calm

struct DemoTrack {
  std::string id, artist, title;
  uint64_t mood = 0;
  double weight = 0;  // how often it follows others
  bool has_features = true;
};

struct DemoStream {
  std::vector<int32_t> favourites, plays;
};

void check_listening_options(const DemoDataOptions& options) {
  if (options.layout != "folders")
    throw ConfigError("demo-data: listening has one layout only, '" + options.layout + "' got");
  if (options.num_songs < 100 || options.num_songs > 5000)
    throw ConfigError(
        fmt::format("demo-data: 100 to 5000 songs expected for listening, {} got", options.num_songs));
  if (options.num_streams < 2 || options.num_streams > 2000)
    throw ConfigError(fmt::format("demo-data: 2 to 2000 streams expected, {} got", options.num_streams));
}

std::vector<DemoTrack> draw_tracks(const DemoDataOptions& options) {
  const std::vector<DemoSongName> names = draw_song_names(options.seed, options.num_songs);
  std::vector<DemoTrack> tracks;
  for (size_t i = 0; i < names.size(); ++i) {
    RandomStream stream(options.seed, "demo_listening_song", i);
    DemoTrack track;
    track.id = fmt::format("demo{:018}", i);  // as long as Spotify's
    track.artist = names[i].artist;
    track.title = names[i].title;
    track.mood = i % kNumMoods;
    track.weight = std::exp(1.0 * stream.normal());
    track.has_features = stream.bernoulli(kFeatureShare);
    tracks.push_back(std::move(track));
  }
  return tracks;
}

/// A song of this mood that isn't among `taken`, popular ones more often.
int32_t draw_follower(const std::vector<DemoTrack>& tracks, uint64_t mood, const std::vector<int32_t>& taken,
                      RandomStream& stream) {
  std::vector<double> weights(tracks.size(), 0);
  double sum = 0;
  for (size_t i = 0; i < tracks.size(); ++i) {
    const bool is_taken = std::find(taken.begin(), taken.end(), static_cast<int32_t>(i)) != taken.end();
    if (tracks[i].mood == mood && !is_taken) sum += weights[i] = tracks[i].weight;
  }
  for (double& weight : weights) weight /= sum;
  return draw_song(weights, stream);
}

ListeningProcess draw_process(const std::vector<DemoTrack>& tracks, uint64_t seed) {
  ListeningProcess process;
  for (size_t i = 0; i < tracks.size(); ++i) {
    RandomStream stream(seed, "demo_listening_table", i);
    std::vector<int32_t> taken = {static_cast<int32_t>(i)};
    std::vector<ListeningProcess::Next> followers;
    for (const double probability : kFollowers) {
      const bool is_last = followers.size() + 1 == kFollowers.size();
      const uint64_t mood =
          is_last ? (tracks[i].mood + 1 + stream.below(kNumMoods - 1)) % kNumMoods : tracks[i].mood;
      taken.push_back(draw_follower(tracks, mood, taken, stream));
      followers.push_back({taken.back(), probability});
    }
    process.table.push_back(std::move(followers));
    process.is_late.push_back(stream.bernoulli(kLateShare) ? 1 : 0);
  }
  return process;
}

std::vector<int32_t> draw_favourites(const std::vector<DemoTrack>& tracks, const ListeningProcess& process,
                                     RandomStream& stream) {
  const uint64_t mood = stream.below(kNumMoods);
  std::vector<int32_t> taken;
  for (size_t i = 0; i < tracks.size(); ++i)
    if (process.is_late[i] != 0) taken.push_back(static_cast<int32_t>(i));
  const auto num_late = static_cast<std::ptrdiff_t>(taken.size());
  for (uint64_t i = 0; i < kNumFavourites; ++i) taken.push_back(draw_follower(tracks, mood, taken, stream));
  return {taken.begin() + num_late, taken.end()};
}

/// Whether the late songs are out at a place of a stream of `length` plays.
bool is_late_part(size_t place, size_t length) {
  return static_cast<double>(place) >= std::floor(kLateFrom * static_cast<double>(length) + 1e-6);
}

DemoStream draw_stream(const std::vector<DemoTrack>& tracks, const ListeningProcess& process, uint64_t seed,
                       uint64_t index) {
  RandomStream stream(seed, "demo_listening_stream", index);
  DemoStream drawn;
  drawn.favourites = draw_favourites(tracks, process, stream);
  const size_t length = 60 + stream.below(81);
  int32_t previous = kNoSong;
  for (size_t place = 0; place < length; ++place) {
    previous = draw_song(
        compute_next_probabilities(process, previous, drawn.favourites, is_late_part(place, length)), stream);
    drawn.plays.push_back(previous);
  }
  return drawn;
}

std::string make_listening_csv(const std::vector<DemoTrack>& tracks, const std::vector<DemoStream>& streams) {
  std::string csv = "source,seq_id,pos,artist,track,source_track_id,spotify_id_with_features\n";
  for (size_t s = 0; s < streams.size(); ++s) {
    for (size_t place = 0; place < streams[s].plays.size(); ++place) {
      const DemoTrack& track = tracks[static_cast<size_t>(streams[s].plays[place])];
      csv += fmt::format("demo,{},{},{},{},{},{}\n", s, place, quote_csv_field(track.artist),
                         quote_csv_field(track.title), track.id, track.has_features ? track.id : "");
    }
  }
  return csv;
}

std::string make_feature_csv(const std::vector<DemoTrack>& tracks, uint64_t seed) {
  std::string csv =
      "track_id,artist,track,danceability,energy,loudness,speechiness,acousticness,instrumentalness,liveness,"
      "valence,"
      "tempo\n";
  for (size_t i = 0; i < tracks.size(); ++i) {
    const DemoTrack& track = tracks[i];
    if (!track.has_features) continue;
    RandomStream stream(seed, "demo_listening_features", i);
    const DemoMood& mood = kMoods.at(track.mood);
    const auto near = [&](double value) { return std::clamp(value + 0.06 * stream.normal(), 0.0, 1.0); };
    // One draw a statement: in which order a call's arguments are computed is the compiler's choice.
    const double valence = near(mood.valence), energy = near(mood.energy);
    const double danceability = near(0.3 + 0.3 * mood.valence + 0.2 * mood.energy);
    const double acousticness = near(0.9 - 0.8 * mood.energy), speechiness = near(0.08),
                 liveness = near(0.15);
    const double instrumentalness = near(0.1), loudness = -22 + 16 * energy + stream.normal();
    const double tempo = mood.tempo * std::exp(0.06 * stream.normal());
    csv += fmt::format("{},{},{},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f}\n", track.id,
                       quote_csv_field(track.artist), quote_csv_field(track.title), danceability, energy,
                       loudness, speechiness, acousticness, instrumentalness, liveness, valence, tempo);
  }
  return csv;
}

const std::vector<int64_t> kListLengths = {1, 5, 10, 20};

/// Hit rates of the most played songs, given to everybody.
class PopularityHitRates {
 public:
  PopularityHitRates(const std::vector<DemoStream>& streams, size_t num_songs)
      : order_(num_songs), sums_(4, 0) {
    std::vector<int64_t> counts(num_songs, 0);
    for (const DemoStream& stream : streams)
      for (const int32_t song : stream.plays) ++counts[static_cast<size_t>(song)];
    for (size_t i = 0; i < num_songs; ++i) order_[i] = i;
    std::stable_sort(order_.begin(), order_.end(), [&](size_t a, size_t b) { return counts[a] > counts[b]; });
  }

  void add_position(const std::vector<double>& probabilities) {
    ++num_positions_;
    for (size_t l = 0; l < kListLengths.size(); ++l)
      for (size_t i = 0; i < static_cast<size_t>(kListLengths[l]); ++i) sums_[l] += probabilities[order_[i]];
  }
  std::vector<double> rates() const {
    std::vector<double> rates = sums_;
    for (double& rate : rates) rate /= static_cast<double>(std::max<int64_t>(num_positions_, 1));
    return rates;
  }

 private:
  std::vector<size_t> order_;
  std::vector<double> sums_;
  int64_t num_positions_ = 0;
};

nlohmann::json list_rates(const std::vector<double>& rates) {
  nlohmann::json json;
  for (size_t l = 0; l < kListLengths.size(); ++l)
    json[fmt::format("hit_rate_at_{}", kListLengths[l])] = rates[l];
  return json;
}

nlohmann::json compute_truth(const ListeningProcess& process, const std::vector<DemoStream>& streams,
                             bool is_end_only) {
  BestHitRates best(kListLengths);
  PopularityHitRates popularity(streams, static_cast<size_t>(process.num_songs()));
  for (const DemoStream& stream : streams) {
    const size_t length = stream.plays.size();
    for (size_t place = 1; place < length; ++place) {
      const bool has_late = is_late_part(place, length);
      if (is_end_only && !has_late) continue;
      const std::vector<double> probabilities =
          compute_next_probabilities(process, stream.plays[place - 1], stream.favourites, has_late);
      best.add_position(probabilities);
      popularity.add_position(probabilities);
    }
  }
  return {{"positions", best.num_positions()},
          {"best", list_rates(best.rates())},
          {"popularity", list_rates(popularity.rates())}};
}

}  // namespace

int64_t make_demo_listening(const fs::path& directory, const DemoDataOptions& options) {
  check_listening_options(options);
  const std::vector<DemoTrack> tracks = draw_tracks(options);
  const ListeningProcess process = draw_process(tracks, options.seed);
  std::vector<DemoStream> streams;
  int64_t num_plays = 0;
  for (int64_t s = 0; s < options.num_streams; ++s) {
    streams.push_back(draw_stream(tracks, process, options.seed, static_cast<uint64_t>(s)));
    num_plays += static_cast<int64_t>(streams.back().plays.size());
  }
  const nlohmann::json truth = {{"all_positions", compute_truth(process, streams, false)},
                                {"last_15_percent", compute_truth(process, streams, true)}};
  write_text_atomically(directory / "listening_sequences.csv", make_listening_csv(tracks, streams));
  write_text_atomically(directory / "tracks_features.csv", make_feature_csv(tracks, options.seed));
  write_text_atomically(directory / "demo_truth.json", to_json_text(truth, 2) + "\n");
  return num_plays;
}

}  // namespace affekt
