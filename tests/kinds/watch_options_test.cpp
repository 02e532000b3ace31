// What can be watched of a training is refused where there is none to watch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "kinds/kind_table.h"

namespace affekt {
namespace {

using testing::HasSubstr;

std::string refusal_of(const std::string& source, const WatchOptions& watch, bool tensorboard) {
  ExperimentConfig config;
  config.data.source = source;
  config.train.tensorboard = tensorboard;
  try {
    find_kind(config).check_watch(watch, config);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(WatchOptions, AClusteringHasNoStepsToProfile) {
  EXPECT_EQ(refusal_of("songs", {}, false), "");
  EXPECT_THAT(refusal_of("songs", {true, false, false}, false), HasSubstr("--profile: models of the kind"));
  EXPECT_THAT(refusal_of("songs", {false, true, false}, false), HasSubstr("--profile-trace: "));
  EXPECT_THAT(refusal_of("songs", {false, false, true}, true), HasSubstr("--histograms: "));
  EXPECT_EQ(refusal_of("fer2013", {true, true, false}, false), "");
}

TEST(WatchOptions, HistogramsNeedTensorboard) {
  EXPECT_EQ(refusal_of("fer2013", {false, false, true}, false),
            "--histograms: they go into the TensorBoard files; add --set train.tensorboard=true");
  EXPECT_EQ(refusal_of("fer2013", {false, false, true}, true), "");
}

}  // namespace
}  // namespace affekt
