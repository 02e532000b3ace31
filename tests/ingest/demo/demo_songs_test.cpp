#include "ingest/demo/demo_songs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "ingest/demo/demo_song_features.h"
#include "ingest/demo/demo_song_names.h"
#include "ingest/prepare_songs.h"
#include "ingest/sources/songs/song_text.h"
#include "store/song_catalogue.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

/// Made and prepared once for all tests of this file.
const SongCatalogue& demo_catalogue() {
  static const SongCatalogue catalogue = [] {
    const TemporaryFolder folder;
    DemoDataOptions options;
    options.num_songs = 2000;
    make_demo_data("songs", folder / "demo", options);
    DataConfig config;
    config.source = "songs";
    config.path = (folder / "demo").string();
    config.prepared_dir = (folder / "prepared").string();
    config.songs.affect_path = (folder / "demo/songs_vad.csv").string();
    config.songs.moods_path = (folder / "demo/data_moods.csv").string();
    return read_song_catalogue(prepare_songs(config).path);
  }();
  return catalogue;
}

/// Pearson's correlation of the pairs where both are known.
double correlate(const std::vector<double>& x, const std::vector<double>& y) {
  double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    n += 1;
    sum_x += x[i], sum_y += y[i];
    sum_xx += x[i] * x[i], sum_yy += y[i] * y[i], sum_xy += x[i] * y[i];
  }
  const double covariance = sum_xy / n - sum_x / n * (sum_y / n);
  return covariance /
         std::sqrt((sum_xx / n - sum_x / n * (sum_x / n)) * (sum_yy / n - sum_y / n * (sum_y / n)));
}

/// A column at all rows, or at those given.
std::vector<double> take(const SongTable& songs, const std::string& name, std::vector<int64_t> rows = {}) {
  if (rows.empty()) {
    for (int64_t row = 0; row < songs.num_songs; ++row) rows.push_back(row);
  }
  std::vector<double> values;
  for (const int64_t row : rows) {
    values.push_back(songs.values[static_cast<size_t>(row * songs.num_columns() + songs.column(name))]);
  }
  return values;
}

TEST(DemoSongs, ArePreparedWithTheSongsThatWereAskedForAndEveryKindOfFlaw) {
  const SongCatalogue& catalogue = demo_catalogue();
  EXPECT_EQ(catalogue.songs.num_songs, 2000);
  const nlohmann::json& counts = catalogue.info.counts;
  EXPECT_EQ(counts["bad"], 0);
  EXPECT_EQ(counts["rows"].get<int64_t>(),
            2000 + counts["repeated_id"].get<int64_t>() + counts["repeated_artist_and_title"].get<int64_t>());
  for (const char* key : {"repeated_id", "repeated_artist_and_title", "unnamed"}) {
    EXPECT_GT(counts[key].get<int64_t>(), 0) << key;
  }
  EXPECT_GT(counts["columns"]["key"]["empty"].get<int64_t>(), 0);
  EXPECT_GT(counts["columns"]["tempo"]["not_detected"].get<int64_t>(), 0);
  EXPECT_EQ(counts["columns"]["energy"]["empty"], 0);
  for (const auto& [name, column] : counts["columns"].items()) EXPECT_EQ(column["out_of_range"], 0) << name;
  EXPECT_EQ(counts["columns_left_out"], nlohmann::json::array());
}

TEST(DemoSongs, FeaturesGoTogetherAsInRealMusic) {
  const SongTable& songs = demo_catalogue().songs;
  const auto correlation = [&](const char* a, const char* b) {
    return correlate(take(songs, a), take(songs, b));
  };
  EXPECT_GT(correlation("energy", "loudness"), 0.7);
  EXPECT_LT(correlation("energy", "acousticness"), -0.5);
  EXPECT_GT(correlation("valence", "danceability"), 0.2);
  EXPECT_LT(std::abs(correlation("key", "energy")), 0.1);
}

TEST(DemoSongs, ValenceAndArousalFollowTheFeaturesWithNoise) {
  const SongCatalogue& catalogue = demo_catalogue();
  const SongAffect& affect = catalogue.affect;
  ASSERT_GT(affect.rows.size(), 400u);
  const std::vector<double> valence(affect.deezer_valence.begin(), affect.deezer_valence.end());
  const std::vector<double> arousal(affect.deezer_arousal.begin(), affect.deezer_arousal.end());
  const double of_valence = correlate(take(catalogue.songs, "valence", affect.rows), valence);
  const double of_arousal = correlate(take(catalogue.songs, "energy", affect.rows), arousal);
  EXPECT_GT(of_valence, 0.4);
  EXPECT_LT(of_valence, 0.7);
  EXPECT_GT(of_arousal, 0.5);
  EXPECT_LT(of_arousal, 0.8);
  const std::vector<double> tag_valence(affect.tag_valence.begin(), affect.tag_valence.end());
  const std::vector<double> tag_dominance(affect.tag_dominance.begin(), affect.tag_dominance.end());
  EXPECT_GT(correlate(tag_valence, tag_dominance), 0.8);  // as in the real set
  EXPECT_GT(catalogue.info.counts["affect"]["unmatched"].get<int64_t>(), 0);
  EXPECT_GT(catalogue.info.counts["affect"]["without_id"].get<int64_t>(), 0);
}

TEST(DemoSongs, MoodsAreFourAndEnergeticSongsHaveMoreEnergyThanCalmOnes) {
  const SongCatalogue& catalogue = demo_catalogue();
  const SongMoods& moods = catalogue.moods;
  EXPECT_THAT(moods.names, testing::ElementsAre("Calm", "Energetic", "Happy", "Sad"));
  const std::vector<double> energy = take(catalogue.songs, "energy", moods.rows);
  std::map<int32_t, std::vector<double>> energy_of_mood;
  for (size_t i = 0; i < energy.size(); ++i) energy_of_mood[moods.moods[i]].push_back(energy[i]);
  const auto mean = [&](int32_t mood) {
    double sum = 0;
    for (const double value : energy_of_mood[mood]) sum += value;
    return sum / static_cast<double>(energy_of_mood[mood].size());
  };
  for (int32_t mood = 0; mood < 4; ++mood) EXPECT_GT(energy_of_mood[mood].size(), 30u) << mood;
  EXPECT_GT(mean(1), mean(0) + 0.2);
}

TEST(DemoSongs, SameSeedSameFilesOtherSeedOtherFiles) {
  const TemporaryFolder folder;
  DemoDataOptions options;
  options.num_songs = 200;
  make_demo_data("songs", folder / "a", options);
  make_demo_data("songs", folder / "b", options);
  options.seed = 2;
  make_demo_data("songs", folder / "c", options);
  for (const std::string name : {"tracks_features.csv", "songs_vad.csv", "data_moods.csv"}) {
    EXPECT_EQ(read_text_file(folder / "a" / name), read_text_file(folder / "b" / name)) << name;
    EXPECT_NE(read_text_file(folder / "a" / name), read_text_file(folder / "c" / name)) << name;
  }
}

TEST(DemoSongs, RefuseOtherLayoutsAndCounts) {
  const TemporaryFolder folder;
  DemoDataOptions options;
  const auto fault = [&] {
    return message_of<ConfigError>([&] { make_demo_data("songs", folder / "demo", options); });
  };
  options.num_songs = 99;
  EXPECT_THAT(fault(), HasSubstr("100 to 1000000 songs expected, 99 got"));
  options.num_songs = 1000001;
  EXPECT_THAT(fault(), HasSubstr("1000001 got"));
  options.num_songs = 200;
  options.layout = "flat";
  EXPECT_THAT(fault(), HasSubstr("'flat' got"));
  EXPECT_EQ(folder.count_files(), 0u);
}

TEST(DemoSongNames, AreAllDifferentHoweverTheyAreWritten) {
  std::set<std::string> folded, artists;
  for (const DemoSongName& name : draw_song_names(7, 5000)) {
    EXPECT_FALSE(name.artist.empty());
    EXPECT_TRUE(folded.insert(fold_text(name.artist) + "\n" + fold_text(name.title)).second) << name.title;
    artists.insert(name.artist);
  }
  EXPECT_GT(artists.size(), 500u);
  EXPECT_LT(artists.size(), 1000u);
}

TEST(DemoSongFeatures, AreInSpotifysRanges) {
  RandomStream stream(1, "test");
  for (int i = 0; i < 2000; ++i) {
    const DemoSongFeatures song = draw_song_features(stream);
    for (const double share : {song.danceability, song.energy, song.speechiness, song.acousticness,
                               song.instrumentalness, song.liveness, song.valence}) {
      EXPECT_GE(share, 0);
      EXPECT_LE(share, 1);
    }
    EXPECT_GT(song.tempo, 39);
    EXPECT_LT(song.tempo, 219);
    EXPECT_GE(song.loudness, -45);
    EXPECT_GE(song.key, 0);
    EXPECT_LE(song.key, 11);
    EXPECT_GT(song.duration_ms, 0);
  }
}

}  // namespace
}  // namespace affekt
