#include "config/unused_song_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load_config.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> unused_of(const std::string& yaml) {
  return find_unused_song_keys(
      parse_experiment("name: a\ndata: {source: songs, path: x, split: {test_fold: 2}}\n" + yaml, "t.yaml"));
}

TEST(UnusedSongKeys, AreThoseOfNetworksThatDifferFromTheirDefaults) {
  EXPECT_THAT(unused_of("train: {epochs: 61, seed: 5, optimizer: {lr: 0.5}}\nevaluate: {split: train}\n"),
              ElementsAre("data.split.test_fold", "train.epochs", "train.optimizer.lr", "evaluate.split"));
}

TEST(UnusedSongKeys, AreNoneOfThoseThatShapeAClustering) {
  EXPECT_THAT(find_unused_song_keys(parse_experiment(
                  "name: a\n"
                  "data: {source: songs, path: x, prepared_dir: y, on_bad_sample: skip,\n"
                  "       songs: {max_speechiness: 0.6}}\n"
                  "model: {name: song_kmeans, features: {columns: [energy]}, affect: {epochs: 3},\n"
                  "        kmeans: {num_clusters: 3, sweep: {k_max: 4}}}\n"
                  "train: {seed: 9, num_threads: 1, epochs: 60}\n"  // 60 is the default
                  "evaluate: {bootstrap_samples: 300}\n",
                  "t.yaml")),
              IsEmpty());
}

}  // namespace
}  // namespace affekt
