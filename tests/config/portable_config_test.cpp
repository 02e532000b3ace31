#include "config/portable_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load_config.h"
#include "config/path_overrides.h"
#include "core/digest.h"
#include "core/error.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::Not;

ExperimentConfig portable_config(const std::string& more = "") {
  return parse_experiment(
      "name: a\ndata: {source: songs, path: /home/anna/songs" + more + "}\nmodel: {name: song_kmeans}\n",
      "t");
}

TEST(PortableConfig, TheSameExperimentInAnotherFolderHasTheSameDigest) {
  const ExperimentConfig here = portable_config(", songs: {affect_path: here.csv}");
  ExperimentConfig there = here;
  there.data.path = "D: \"odd\" folder";
  there.data.prepared_dir = "/tmp/prepared";
  there.data.songs.affect_path = "/there.csv";
  EXPECT_NE(to_yaml(here), to_yaml(there));
  EXPECT_EQ(digest_config(to_yaml(here)), digest_config(to_yaml(there)));
}

TEST(PortableConfig, EveryOtherKeyAndWhetherAPathIsSetChangesTheDigest) {
  const ExperimentConfig config = portable_config();
  const std::string digest = digest_config(to_yaml(config));
  EXPECT_NE(digest, digest_config(to_yaml(portable_config(", songs: {affect_path: here.csv}"))));
  ExperimentConfig other = config;
  other.train.seed = 2;
  EXPECT_NE(digest, digest_config(to_yaml(other)));
  other = config;
  other.model.features.columns = {"tempo"};
  EXPECT_NE(digest, digest_config(to_yaml(other)));
}

TEST(PortableConfig, TellsNoFolderAndReadsBackAsTheSameExperiment) {
  const std::string text = to_yaml(portable_config());
  const std::string portable = make_portable_config(text);
  EXPECT_THAT(portable, Not(HasSubstr("anna")));
  EXPECT_THAT(portable, HasSubstr("\n  path: elsewhere\n"));
  EXPECT_THAT(portable, Not(HasSubstr("#")));
  EXPECT_EQ(make_portable_config(portable), portable);
  EXPECT_EQ(make_portable_config(to_yaml(parse_experiment(portable, "t"))), portable);
}

TEST(PortableConfig, DigestsOfTheWholeTextAsFormerVersionsMadeThemAreKnown) {
  const std::string text = to_yaml(portable_config());
  EXPECT_TRUE(is_digest_of_config(sha256_of(text), text));
  EXPECT_TRUE(is_digest_of_config(digest_config(text), text));
  EXPECT_FALSE(is_digest_of_config(sha256_of("other"), text));
}

TEST(PathOverrides, SetPathsAndNothingElse) {
  ExperimentConfig config = portable_config();
  override_paths(config, {"data.path=/x=y", "data.songs.affect_path=a.csv"});
  EXPECT_EQ(config.data.path, "/x=y");
  EXPECT_EQ(config.data.songs.affect_path, "a.csv");
  const auto refusal = [&](const std::string& text) {
    try {
      override_paths(config, {text});
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_THAT(refusal("train.seed=2"), HasSubstr("only where files lie may be told otherwise: data.path"));
  EXPECT_THAT(refusal("data.path"), HasSubstr("expected key=path"));
  EXPECT_THAT(refusal("data.paht=x"), HasSubstr("data.path"));
}

}  // namespace
}  // namespace affekt
