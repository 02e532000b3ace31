// A training that can't be begun is refused early and leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RefusedRun : public testing::Test {
 protected:
  /// @return stderr, after checking that the command fails as a config error and leaves no run directory
  std::string refuse(const std::string& command, const std::vector<std::string>& settings,
                     const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = more;
    for (const std::string& setting : settings) all.insert(all.end(), {"--set", setting});
    const ProcessResult result = tiny_.execute(command, "new/deep/run", all);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_FALSE(fs::exists(tiny_ / "new")) << command;
    return result.err;
  }
  TinyExperiment tiny_;
};

TEST_F(RefusedRun, AModelOfTheOtherKindIsToldBeforeTheDataAreRead) {
  for (const char* command : {"run", "train"}) {
    EXPECT_THAT(refuse(command, {"model.name=speech_cnn"}),
                StartsWith("affekt: error: model.name: speech_cnn takes recordings, and the data set is of "
                           "images; take resnet18 or small_cnn"));
    EXPECT_THAT(
        refuse(command, {"data.source=ravdess", "data.split.plan=ravdess_5fold", "train.select=last"}),
        HasSubstr("small_cnn takes images, and the data set is of recordings; take speech_cnn"));
  }
  EXPECT_FALSE(fs::exists(tiny_.prepared_dir()));
}

TEST_F(RefusedRun, MisspeltModelsAndDataSetsGetTheNearestName) {
  EXPECT_THAT(refuse("train", {"model.name=smal_cnn"}), HasSubstr("did you mean \"small_cnn\"?"));
  EXPECT_THAT(refuse("train", {"data.source=fer2012"}), HasSubstr("did you mean \"fer2013\"?"));
}

TEST_F(RefusedRun, AFrozenLayerThatIsNotThereIsToldBeforeTheDataAreRead) {
  EXPECT_THAT(refuse("train", {"train.transfer.freeze_through=layer9", "model.pretrained.path=w.pth"}),
              StartsWith("affekt: error: train.transfer.freeze_through: "));
  EXPECT_FALSE(fs::exists(tiny_.prepared_dir()));
}

TEST_F(RefusedRun, WeightsThatOverwriteWouldRemoveAreRefused) {
  const std::string inside = (tiny_ / "new/deep/run").string();
  for (const std::string& path : {inside, inside + "/best.safetensors"})
    EXPECT_THAT(refuse("run", {"model.pretrained.path=" + path}, {"--overwrite"}),
                HasSubstr("which --overwrite removes; choose another --out"));
}

TEST_F(RefusedRun, AModelThatDoesNotFitTheDataLeavesNothing) {
  const std::vector<std::string> too_deep = {"model.channels=[8, 8, 8, 8, 8, 8, 8]",
                                             "model.residual_blocks=[0, 0, 0, 0, 0, 0, 0]"};
  for (const char* command : {"run", "train"})
    EXPECT_THAT(refuse(command, too_deep), HasSubstr("7 stages need images of at least 64 pixels"));
}

TEST_F(RefusedRun, WeightsToStartFromAreReadBeforeTheData) {
  const fs::path seeds = fs::path(AFFEKT_SOURCE_DIR) / "tests/fuzz/corpus";
  const auto refuse_weights = [&](const fs::path& path) {
    const ProcessResult result =
        tiny_.execute("train", "new/deep/run", {"--set", "model.pretrained.path=" + path.string()});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    return result.err;
  };
  EXPECT_THAT(refuse_weights(tiny_ / "nowhere.pth"),
              AllOf(HasSubstr("nowhere.pth: no such file (model.pretrained.path)"),
                    HasSubstr("resnet18-f37072fd.pth")));
  EXPECT_THAT(refuse_weights(seeds / "pth_zip/calls_os_system"),
              AllOf(HasSubstr("pth_zip/calls_os_system: refused: loading it in Python wants to call "
                              "posix.system; nothing but tensors is taken"),
                    HasSubstr("torch.save(model.state_dict()")));
  EXPECT_THAT(refuse_weights(seeds / "pth_zip/truncated"), HasSubstr("truncated or damaged"));
  EXPECT_FALSE(fs::exists(tiny_.prepared_dir()));
  EXPECT_FALSE(fs::exists(tiny_ / "new"));
}

TEST_F(RefusedRun, ADirectoryThatCannotBeMadeIsToldBeforeTheDataAreRead) {
  const ProcessResult refused = run_affekt({"run", tiny_.config(), "--out", "/proc/nix"});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(
      refused.err,
      HasSubstr("/proc/nix: this folder can't be made, because nothing can be made in /proc: its file "
                "system takes no new files; choose another --out"));
  EXPECT_FALSE(fs::exists(tiny_.prepared_dir()));
}

TEST(RefusedEvaluation, AFolderThatCannotBeMadeIsToldBeforeTheModelIsOpened) {
  const ProcessResult refused = run_affekt({"evaluate", "no_such_run", "--out", "/proc/nix"});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("/proc/nix: this folder can't be made"));
}

TEST_F(RefusedRun, NothingOfAFormerRunIsRemovedForIt) {
  ASSERT_EQ(tiny_.execute("train", "run", {"--set", "train.epochs=1"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(tiny_ / "run/.lock"));
  const std::string weights = read_file(tiny_ / "run/best.safetensors");
  const ProcessResult refused = tiny_.execute("train", "run",
                                              {"--overwrite", "--set", "model.channels=[8, 8, 8, 8, 8, 8, 8]",
                                               "--set", "model.residual_blocks=[0, 0, 0, 0, 0, 0, 0]"});
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_TRUE(read_file(tiny_ / "run/best.safetensors") == weights);
}

}  // namespace
}  // namespace affekt::testing_app
