// Keys that the chosen model or data set makes no use of: refused where they were set, left out where a
// config is written, named in the schema.
#include "config/key_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSongs = "name: a\ndata: {source: songs, path: x}\nmodel: {name: song_kmeans}\n";

const std::string kNetworks = "small_cnn, resnet18, two_stream_resnet18, speech_cnn or next_song_rnn";
const std::string kModels =
    "small_cnn, resnet18, two_stream_resnet18, speech_cnn, song_kmeans or next_song_rnn";

std::string load_error(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  const ConfigFolder folder;
  folder.write("a.yaml", yaml);
  return folder.error_of("a.yaml", overrides);
}

TEST(UnusedKeys, AreRefusedAtTheirPlaceWithWhoUsesThem) {
  EXPECT_EQ(load_error("name: a\ndata: {path: x}\nmodel:\n  name: small_cnn\n  pooling: mean\n"),
            "a.yaml:5:3: model.pooling: not used by small_cnn (model.name), only by speech_cnn; remove it");
  EXPECT_EQ(load_error("name: a\ndata: {source: ravdess, path: x}\nmodel: {name: speech_cnn}\n"
                       "evaluate: {test_time_augmentation: true}\n"),
            "a.yaml:4:12: evaluate.test_time_augmentation: not used by speech_cnn (model.name), only by "
            "small_cnn or resnet18; remove it");
  EXPECT_EQ(load_error(kSongs, {"train.epochs=3"}),
            "--set train.epochs=3: train.epochs: not used by song_kmeans (model.name), only by " + kNetworks +
                "; remove it");
}

TEST(UnusedKeys, OfTheDataAreThoseOfOtherDataSets) {
  EXPECT_EQ(load_error("name: a\ndata: {path: x, audio: {trim_db: 30}}\n"),
            "a.yaml:2:25: data.audio.trim_db: not used by fer2013 (data.source), only by ravdess; remove it");
  EXPECT_EQ(load_error("name: a\ndata: {source: songs, path: x, split: {test_fold: 2}}\n"),
            "a.yaml:2:40: data.split.test_fold: not used by songs (data.source), only by ravdess or emotic; "
            "remove it");
  EXPECT_EQ(load_error("name: a\ndata: {path: x, split: {plan: k_fold_by_group}}\n"),
            "a.yaml:2:25: data.split.plan: not used by fer2013 (data.source), only by ravdess or emotic; "
            "remove it");
}

TEST(UnusedKeys, OfListeningLogsAreTheirsAlone) {
  EXPECT_EQ(load_error("name: a\ndata: {path: x, listening: {session_plays: 30}}\n"),
            "a.yaml:2:29: data.listening.session_plays: not used by fer2013 (data.source), only by "
            "listening; remove "
            "it");
  const ExperimentConfig config = parse_experiment(
      "name: a\ndata: {source: listening, path: x, listening: {features_path: \"\"}}\n", "t");
  EXPECT_THAT(to_yaml(config), AllOf(HasSubstr("\n  listening:\n"), HasSubstr("session_gap_minutes: 30"),
                                     Not(HasSubstr("max_speechiness"))));
}

TEST(KnownNames, AnUnknownModelOrDataSetIsRefusedInAFileWithTheNearestOne) {
  EXPECT_EQ(
      load_error("name: a\ndata: {source: fer2014, path: x}\nmodel: {name: resnet}\n"),
      "a.yaml:2:16: data.source: expected fer2013, ravdess, emotic, songs or listening, got \"fer2014\"; did "
      "you mean \"fer2013\"?\n"
      "a.yaml:3:15: model.name: expected " +
          kModels + ", got \"resnet\"; did you mean \"resnet18\"?");
  EXPECT_EQ(load_error("name: a\ndata: {path: x}\n", {"model.name=smal_cnn"}),
            "--set model.name=smal_cnn: model.name: expected " + kModels +
                ", got \"smal_cnn\"; did you mean \"small_cnn\"?");
  // What a run or a model keeps may be of another affekt.
  EXPECT_EQ(parse_experiment("name: a\ndata: {source: faces, path: x}\n", "t").data.source, "faces");
}

TEST(UnusedKeys, AreAllToldAtOnceWithTheOtherFaults) {
  EXPECT_EQ(load_error(kSongs + "train: {batch_size: 3, select: last, early_stop_epochs: 2}\n"),
            "a.yaml:4:9: train.batch_size: not used by song_kmeans (model.name), only by " + kNetworks +
                "; remove it\na.yaml:4:24: train.select: not used by song_kmeans (model.name), only by " +
                kNetworks +
                "; remove it\na.yaml:4:38: train.early_stop_epochs: not used by song_kmeans (model.name), "
                "only by " +
                kNetworks +
                "; remove it\n"
                "a.yaml:4:57: train.early_stop_epochs: expected 0 with train.select: last, got 2");
}

TEST(UnusedKeys, WithTheirDefaultsAreNoFault) {  // configs that earlier affekts wrote list every key
  EXPECT_EQ(load_error(kSongs + "train: {epochs: 60, seed: 4}\nevaluate: {bootstrap_samples: 300}\n"),
            "(no error)");
}

TEST(UnusedKeys, OfAnUnknownModelAreLeftToWhoKnowsIt) {  // as a run of another affekt may hold it
  const ExperimentConfig config =
      parse_experiment("name: a\ndata: {source: mine, path: x}\nmodel: {name: toy}\n", "t");
  for (const ConfigValue& value : list_config_values(config)) EXPECT_EQ(value.why_unused, "") << value.key;
}

TEST(UnusedKeys, OfARunThatWasMadeBeforeDoNoHarm) {
  EXPECT_EQ(parse_experiment(kSongs + "train: {epochs: 3}\n", "t").train.epochs, 3);
}

TEST(EffectiveConfig, HasTheKeysThatAreInUse) {
  const std::string songs = to_yaml(parse_experiment(kSongs, "t"));
  EXPECT_THAT(songs,
              AllOf(HasSubstr("\n  kmeans:\n"), HasSubstr("\n  seed: 1\n"), HasSubstr("max_speechiness"),
                    HasSubstr("bootstrap_samples"), HasSubstr("prepared_dir")));
  for (const char* key :
       {"epochs: 60", "optimizer", "\n  split:", "audio", "pooling", "\nexport:", "images:"})
    EXPECT_THAT(songs, Not(HasSubstr(key)));
  const std::string faces = to_yaml(parse_experiment(kMinimalConfig, "t"));
  EXPECT_THAT(faces, AllOf(HasSubstr("flip_probability"), HasSubstr("\nexport:\n")));
  for (const char* key : {"kmeans", "audio", "crop_s", "front_end", "\n  songs:"})
    EXPECT_THAT(faces, Not(HasSubstr(key)));
}

TEST(JsonSchema, SaysWhoUsesAKey) {
  const nlohmann::json schema = config_json_schema();
  const auto model = schema["properties"]["model"]["properties"],
             train = schema["properties"]["train"]["properties"];
  EXPECT_EQ(model["pooling"]["description"],
            "How the frames become one answer; statistics are mean and deviation; only for speech_cnn");
  EXPECT_EQ(model["kmeans"]["properties"]["sweep"]["properties"]["k_min"]["description"],
            "Fewest clusters, in clusters; only for song_kmeans");
  EXPECT_EQ(model["kmeans"]["description"], "The clusters; only for song_kmeans");
  EXPECT_EQ(schema["properties"]["data"]["properties"]["audio"]["description"],
            "How recordings become waveforms; only for ravdess");
  EXPECT_EQ(train["seed"]["description"], "Seed of every random draw");
}

TEST(ShippedConfigs, OfPublishedRunsCanBeLoadedAndHaveNoUnusedKey) {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(AFFEKT_SOURCE_DIR) + "/experiments")) {
    if (!std::filesystem::exists(entry.path() / "config.yaml")) continue;
    if (std::filesystem::exists(entry.path() / "local.json")) continue;  // of this machine: not published
    EXPECT_EQ(load_experiment(entry.path() / "config.yaml").name, entry.path().filename());
    ++count;
  }
  EXPECT_EQ(count, 7);
}

TEST(IsSameExperiment, LooksAtTheKeysInUse) {
  const ExperimentConfig config = parse_experiment(kSongs, "t");
  EXPECT_TRUE(is_same_experiment(to_yaml(config), config));
  EXPECT_TRUE(is_same_experiment(kSongs + "train: {epochs: 3}\n", config));
  EXPECT_FALSE(is_same_experiment(kSongs + "train: {seed: 3}\n", config));
  EXPECT_FALSE(is_same_experiment("name: [", config));
}

}  // namespace
}  // namespace affekt
