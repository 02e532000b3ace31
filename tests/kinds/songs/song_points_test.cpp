#include "kinds/songs/song_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random_stream.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const float kUnknown = std::nanf("");

/// Songs with an energy, a valence, a tempo and a mode, all drawn.
SongCatalogue draw_songs(int64_t num_songs) {
  SongCatalogue catalogue;
  SongTable& songs = catalogue.songs;
  songs.num_songs = num_songs;
  songs.columns = {"energy", "valence", "tempo", "mode"};
  RandomStream stream(1, "test");
  for (int64_t i = 0; i < num_songs; ++i) {
    songs.ids.push_back("s" + std::to_string(i));
    songs.artists.push_back("artist " + std::to_string(i));
    songs.titles.push_back("title");
    for (const double scale : {1.0, 1.0, 100.0})
      songs.values.push_back(static_cast<float>(scale * (0.1 + stream.uniform())));
    songs.values.push_back(static_cast<float>(i % 2));
  }
  return catalogue;
}

void set_column(SongCatalogue& catalogue, const std::string& name, float value) {
  SongTable& songs = catalogue.songs;
  for (int64_t i = 0; i < songs.num_songs; ++i)
    songs.values[static_cast<size_t>(i * songs.num_columns() + songs.column(name))] = value;
}

ExperimentConfig make_config() {
  ExperimentConfig config;
  config.model.features.columns = {"energy", "valence", "tempo", "mode"};
  config.model.kmeans.sweep.k_max = 4;
  config.model.kmeans.sweep.stability_rounds = 2;
  config.model.kmeans.sweep.gap_references = 2;
  return config;
}

template <class Fault = DataError>
std::string fault_of(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  return affekt::message_of<Fault>([&] { make_checked_song_points(config, catalogue); });
}

TEST(SongPoints, AreOfEverySongOfAGoodCatalogue) {
  const SongPoints made = make_checked_song_points(make_config(), draw_songs(60));
  EXPECT_EQ(made.view().num_rows, 60);
  EXPECT_EQ(made.view().num_columns, 4);
}

TEST(SongPoints, AColumnThatIsUnknownEverywhereIsAdvisedToBeLeftOut) {
  SongCatalogue catalogue = draw_songs(60);
  set_column(catalogue, "tempo", kUnknown);
  set_column(catalogue, "mode", 1);  // and this one would be the next fault
  ExperimentConfig config = make_config();
  for (const char* missing : {"drop", "median"}) {
    config.model.features.missing = missing;
    EXPECT_THAT(fault_of(config, catalogue),
                AllOf(HasSubstr("tempo"), HasSubstr("This works: model.features.columns: [energy, valence]"),
                      Not(HasSubstr("missing: median"))));
  }
  config.model.features.columns = {"energy", "valence"};
  EXPECT_NO_THROW(make_checked_song_points(config, catalogue));
}

TEST(SongPoints, MediansAreAdvisedWhereTheyHelp) {
  SongCatalogue catalogue = draw_songs(60);
  for (int64_t i = 0; i < 60; ++i) catalogue.songs.values[static_cast<size_t>(4 * i + i % 3)] = kUnknown;
  ExperimentConfig config = make_config();
  EXPECT_THAT(fault_of(config, catalogue), AllOf(HasSubstr("energy is unknown in 20 of 60 songs"),
                                                 HasSubstr("This works: model.features.missing: median")));
  config.model.features.missing = "median";
  EXPECT_NO_THROW(make_checked_song_points(config, catalogue));
}

TEST(SongPoints, AdviceNamesWhatTheNextCheckAsksForToo) {
  SongCatalogue catalogue = draw_songs(20);
  set_column(catalogue, "tempo", kUnknown);
  ExperimentConfig config = make_config();
  config.model.kmeans.sweep.k_max = 30;
  EXPECT_THAT(fault_of(config, catalogue),
              AllOf(HasSubstr("This helps: model.features.columns: [energy, valence, mode]"),
                    HasSubstr("but then: model.kmeans.sweep.k_max")));
}

TEST(SongPoints, WhereNoChangeOfTheColumnsHelpsNothingIsAdvised) {
  SongCatalogue catalogue = draw_songs(60);
  for (const char* name : {"energy", "valence", "tempo", "mode"}) set_column(catalogue, name, 0.5F);
  EXPECT_THAT(fault_of(make_config(), catalogue),
              AllOf(HasSubstr("all 60 songs are equal"), Not(HasSubstr("This"))));
}

TEST(SongPoints, AUsedColumnWithUnreadableCellsIsRefusedAndAnUnusedOneIsNot) {
  SongCatalogue catalogue = draw_songs(60);
  catalogue.songs.values[3] = kUnknown;
  catalogue.info.counts["columns"]["mode"]["unreadable_text"] = "mode: a number expected, got 'x' (s.csv:2)";
  ExperimentConfig config = make_config();
  EXPECT_THAT(fault_of(config, catalogue), AllOf(HasSubstr("\n  mode: a number expected, got 'x' (s.csv:2)"),
                                                 HasSubstr("This works: data.on_bad_sample: skip")));
  config.data.on_bad_sample = "skip";
  EXPECT_EQ(make_checked_song_points(config, catalogue).songs.num_dropped, 1);
  config.data.on_bad_sample = "error";
  config.model.features.columns = {"energy", "valence"};
  EXPECT_EQ(make_checked_song_points(config, catalogue).songs.num_dropped, 0);
  set_column(catalogue, "mode", kUnknown);  // all of its cells are unreadable: skip would not help
  config.model.features.columns = {"energy", "valence", "mode"};
  EXPECT_THAT(fault_of(config, catalogue),
              HasSubstr("This works: model.features.columns: [energy, valence]"));
}

TEST(SongPoints, AllColumnsThatTheCatalogueLacksAreNamed) {
  ExperimentConfig config = make_config();
  config.model.features.columns = {"energy", "loudness", "liveness"};
  EXPECT_THAT(fault_of<ConfigError>(config, draw_songs(60)),
              AllOf(HasSubstr("has no column 'loudness', 'liveness'"), HasSubstr("there are [energy]")));
}

TEST(SongPoints, TooManyClustersAndTooLongASweepAreToldTogether) {
  ExperimentConfig config = make_config();
  config.model.kmeans.num_clusters = 40;
  config.model.kmeans.sweep.k_max = 30;
  EXPECT_THAT(fault_of(config, draw_songs(20)),
              AllOf(HasSubstr("model.kmeans.num_clusters: 40"), HasSubstr("\nmodel.kmeans.sweep.k_max: 30")));
}

TEST(SongPoints, ASampleOfMiniBatchesWithTooFewSongsIsFoundAtOnce) {
  SongCatalogue catalogue = draw_songs(20000);
  SongTable& songs = catalogue.songs;
  for (int64_t i = 1; i < songs.num_songs; ++i) {  // the same four songs nearly everywhere
    if (i % 2500 < 4) continue;
    std::copy_n(songs.values.begin() + 4 * (i % 4), 4, songs.values.begin() + 4 * i);
  }
  ExperimentConfig config = make_config();
  config.model.kmeans.num_clusters = 30;
  config.model.kmeans.sweep.enabled = false;
  config.model.kmeans.algorithm = "mini_batch";
  config.model.kmeans.batch_rows = 256;
  EXPECT_THAT(fault_of(config, catalogue), AllOf(HasSubstr("begins with a sample of 7688 of the 20000 rows"),
                                                 HasSubstr("set model.kmeans.algorithm: auto")));
  config.model.kmeans.algorithm = "auto";
  EXPECT_NO_THROW(make_checked_song_points(config, catalogue));
}

TEST(SongPoints, TooFewArtistsForTheFoldsAreToldWithTheNumberThatWorks) {
  SongCatalogue catalogue = draw_songs(60);
  for (int64_t i = 0; i < 60; ++i) {
    catalogue.songs.artists[static_cast<size_t>(i)] = "artist " + std::to_string(i % 3);
    catalogue.affect.rows.push_back(i);
    catalogue.affect.deezer_valence.push_back(static_cast<float>(i % 7));
    catalogue.affect.deezer_arousal.push_back(static_cast<float>(i % 5));
    for (auto* values :
         {&catalogue.affect.tag_valence, &catalogue.affect.tag_arousal, &catalogue.affect.tag_dominance})
      values->push_back(kUnknown);
  }
  ExperimentConfig config = make_config();
  config.model.affect.target = "deezer";
  config.model.affect.num_folds = 5;
  EXPECT_THAT(fault_of(config, catalogue), AllOf(HasSubstr("of 3 artists, too few for 5 folds"),
                                                 HasSubstr("set model.affect.num_folds: 3")));
  config.model.affect.num_folds = 3;
  EXPECT_NO_THROW(make_checked_song_points(config, catalogue));
}

}  // namespace
}  // namespace affekt
