#include "ingest/demo/demo_songs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "core/text/csv.h"
#include "ingest/demo/demo_song_features.h"
#include "ingest/demo/demo_song_names.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr double kRepeatedId = 0.01, kRepeatedName = 0.02;  // records beside those of the different songs
constexpr double kUnnamed = 0.005, kNoKeyOrMode = 0.07, kNoTempo = 0.004;

struct DemoSong {
  std::string id, artist, title;
  DemoSongFeatures features;
  double felt_valence = 0, felt_arousal = 0;  // standardised over the songs
};

void check_song_options(const DemoDataOptions& options) {
  if (options.layout != "folders") {
    throw ConfigError("demo-data: songs has one layout only, '" + options.layout + "' got");
  }
  if (options.num_songs < 100 || options.num_songs > 1000000) {
    throw ConfigError(fmt::format("demo-data: 100 to 1000000 songs expected, {} got", options.num_songs));
  }
}

/// As Spotify's: 22 letters and digits.
std::string draw_id(RandomStream& stream) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string id;
  for (int i = 0; i < 22; ++i) id += kDigits[stream.below(kDigits.size())];
  return id;
}

/// Mean 0 and deviation 1 over the songs.
void standardise(std::vector<DemoSong>& songs, double DemoSongFeatures::*raw, double DemoSong::*standard) {
  double sum = 0, sum_of_squares = 0;
  for (const DemoSong& song : songs) {
    sum += song.features.*raw;
    sum_of_squares += song.features.*raw * song.features.*raw;
  }
  const auto count = static_cast<double>(songs.size());
  const double mean = sum / count, deviation = std::sqrt(sum_of_squares / count - mean * mean);
  for (DemoSong& song : songs) song.*standard = (song.features.*raw - mean) / deviation;
}

std::vector<DemoSong> draw_songs(const DemoDataOptions& options) {
  const std::vector<DemoSongName> names = draw_song_names(options.seed, options.num_songs);
  std::vector<DemoSong> songs(names.size());
  ProgressBar progress("Drawing", options.num_songs, "songs");
  parallel_for(options.num_songs, thread_count(), [&](int64_t index) {
    throw_if_interrupted("drawing demo data");
    const auto i = static_cast<size_t>(index);
    RandomStream stream(options.seed, "demo_song", i);
    DemoSong& song = songs[i];
    song.id = draw_id(stream);
    song.artist = names[i].artist;
    song.title = names[i].title;
    if (stream.bernoulli(kUnnamed)) (stream.bernoulli(0.5) ? song.artist : song.title).clear();
    song.features = draw_song_features(stream);
    progress.advance();
  });
  progress.finish();
  standardise(songs, &DemoSongFeatures::felt_valence, &DemoSong::felt_valence);
  standardise(songs, &DemoSongFeatures::felt_arousal, &DemoSong::felt_arousal);
  return songs;
}

/// Three significant digits, as Spotify gives them.
std::string format_share(double share) {
  return fmt::format("{:.3g}", share);
}

struct CatalogueRecord {
  std::string id, text;
};

CatalogueRecord make_record(const DemoSong& song, RandomStream& stream) {
  const DemoSongFeatures& f = song.features;
  const std::string key = stream.bernoulli(kNoKeyOrMode) ? "" : std::to_string(f.key);
  const std::string mode = stream.bernoulli(kNoKeyOrMode) ? "" : std::to_string(f.mode);
  const double tempo = stream.bernoulli(kNoTempo) ? 0 : f.tempo;
  return {song.id,
          fmt::format("{},{},{},{},{},{},{:.3f},{},{},{},{},{},{},{:.3f},{}\n", song.id,
                      quote_csv_field(song.artist), quote_csv_field(song.title), format_share(f.danceability),
                      format_share(f.energy), key, f.loudness, mode, format_share(f.speechiness),
                      format_share(f.acousticness), format_share(f.instrumentalness),
                      format_share(f.liveness), format_share(f.valence), tempo, f.duration_ms)};
}

std::string in_capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string make_catalogue(const std::vector<DemoSong>& songs, uint64_t seed) {
  std::vector<CatalogueRecord> records;
  for (size_t i = 0; i < songs.size(); ++i) {
    RandomStream stream(seed, "demo_song_records", i);
    const DemoSong& song = songs[i];
    records.push_back(make_record(song, stream));
    if (stream.bernoulli(kRepeatedId)) records.push_back(records.back());
    const bool is_named = !song.artist.empty() && !song.title.empty();
    if (is_named && stream.bernoulli(kRepeatedName)) {  // the same recording, published again
      DemoSong again = song;
      again.id = draw_id(stream);
      again.title = in_capitals(song.title);
      again.features.loudness -= 0.5;
      records.push_back(make_record(again, stream));
    }
  }
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::string csv =
      "track_id,artist,track,danceability,energy,key,loudness,mode,speechiness,acousticness,"
      "instrumentalness,liveness,valence,tempo,duration_ms\n";
  for (const CatalogueRecord& record : records) csv += record.text;
  return csv;
}

/// A listener's rating: `share` of its variance comes from the song.
double draw_rating(double standard, double share, RandomStream& stream) {
  return std::sqrt(share) * standard + std::sqrt(1 - share) * stream.normal();
}

std::string make_tag_cells(const DemoSong& song, RandomStream& stream) {
  if (stream.bernoulli(0.4)) return ",,,";
  const double valence = draw_rating(song.felt_valence, 0.25, stream);
  const double arousal = draw_rating(song.felt_arousal, 0.25, stream);
  const double dominance = draw_rating(valence, 0.8, stream);  // tags' dominance is nearly their valence
  const auto scale = [](double mean, double deviation, double rating) {
    return std::clamp(mean + deviation * rating, 1.0, 9.0);
  };
  return fmt::format("{:.4f},{:.4f},{:.4f},{}", scale(5.6, 1.1, valence), scale(4.2, 0.7, arousal),
                     scale(5.3, 0.8, dominance), 1 + stream.below(100));
}

std::string make_affect(const std::vector<DemoSong>& songs, uint64_t seed) {
  constexpr std::array<const char*, 3> kSplits = {"train", "validation", "test"};
  std::string csv =
      "deezer_id,msd_track_id,artist,track,spotify_id,deezer_valence,deezer_arousal,valence_warriner,"
      "arousal_warriner,dominance_warriner,tag_count,split\n";
  for (size_t i = 0; i < songs.size(); ++i) {
    RandomStream stream(seed, "demo_song_affect", i);
    if (!stream.bernoulli(0.3)) continue;
    const DemoSong& song = songs[i];
    const uint64_t where = stream.below(10);  // one in ten has no id, one an id of another catalogue
    const std::string id = where == 0 ? "" : where == 1 ? draw_id(stream) : song.id;
    const int num_ratings = stream.bernoulli(0.01) ? 2 : 1;
    const uint64_t million_song_id = stream.next_u64();
    for (int rating = 0; rating < num_ratings; ++rating) {
      const double valence = draw_rating(song.felt_valence, 0.35, stream);
      const double arousal = draw_rating(song.felt_arousal, 0.5, stream);
      const std::string tag_cells = make_tag_cells(song, stream);
      const char* const split = kSplits.at(stream.below(kSplits.size()));
      csv += fmt::format("{},TR{:016X},{},{},{},{:.6f},{:.6f},{},{}\n", 200000 + 10 * i, million_song_id,
                         quote_csv_field(song.artist), quote_csv_field(song.title), id, valence, arousal,
                         tag_cells, split);
    }
  }
  return csv;
}

const char* draw_mood(const DemoSong& song, RandomStream& stream) {
  const double valence = draw_rating(song.felt_valence, 0.7, stream);
  const double arousal = draw_rating(song.felt_arousal, 0.8, stream);
  if (std::abs(arousal) > std::abs(valence)) return arousal > 0 ? "Energetic" : "Calm";
  return valence > 0 ? "Happy" : "Sad";
}

std::string make_moods(const std::vector<DemoSong>& songs, uint64_t seed) {
  std::string csv =
      "name,album,artist,id,release_date,popularity,length,danceability,acousticness,energy,"
      "instrumentalness,liveness,valence,loudness,speechiness,tempo,key,time_signature,mood\n";
  for (size_t i = 0; i < songs.size(); ++i) {
    RandomStream stream(seed, "demo_song_moods", i);
    if (!stream.bernoulli(1.0 / 6)) continue;
    const DemoSong& song = songs[i];
    const DemoSongFeatures& f = song.features;
    // One draw a statement: in which order a call's arguments are computed is the compiler's choice.
    const uint64_t year = 1975 + stream.below(48), month = 1 + stream.below(12), day = 1 + stream.below(28);
    const char* const mood = draw_mood(song, stream);
    csv += fmt::format("{},{},{},{},{}-{:02}-{:02},{},{},{},{},{},{},{},{},{:.3f},{},{:.3f},{},4,{}\n",
                       quote_csv_field(song.title), quote_csv_field(song.title), quote_csv_field(song.artist),
                       song.id, year, month, day, f.popularity, f.duration_ms, format_share(f.danceability),
                       format_share(f.acousticness), format_share(f.energy), format_share(f.instrumentalness),
                       format_share(f.liveness), format_share(f.valence), f.loudness,
                       format_share(f.speechiness), f.tempo, f.key, mood);
  }
  return csv;
}

}  // namespace

int64_t make_demo_songs(const fs::path& directory, const DemoDataOptions& options) {
  check_song_options(options);
  const std::vector<DemoSong> songs = draw_songs(options);
  write_text_atomically(directory / "tracks_features.csv", make_catalogue(songs, options.seed));
  write_text_atomically(directory / "songs_vad.csv", make_affect(songs, options.seed));
  write_text_atomically(directory / "data_moods.csv", make_moods(songs, options.seed));
  return static_cast<int64_t>(songs.size());
}

}  // namespace affekt
