// Recordings that can't be used, or that have lost a part: what is told of them, and in which order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"
#include "ingest/prepare.h"
#include "ingest/sources/ravdess/ravdess_name.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Three actors, one recording of each emotion of each.
class BadRecordings : public ::testing::Test {
 protected:
  BadRecordings() {
    config_.source = "ravdess";
    config_.path = (folder_ / "raw").string();
    config_.prepared_dir = (folder_ / "prepared").string();
    config_.split.plan = "k_fold_by_group";
    config_.split.num_folds = 3;
    config_.split.validation_fold = 2;
    RavdessName name;
    for (const int actor : {2, 3, 10}) {
      name.actor = actor;
      for (name.emotion = 1; name.emotion <= 8; ++name.emotion) {
        write_sound(folder_ / "raw" / ravdess_group(actor) / (format_ravdess_name(name) + ".wav"),
                    make_babble(static_cast<uint64_t>(100 * actor + name.emotion), 0.5));
      }
    }
  }
  template <class E>
  std::string fault() const {
    return message_of<E>([&] { prepare_data(config_); });
  }

  TemporaryFolder folder_;
  DataConfig config_;
};

TEST_F(BadRecordings, WhereNothingFitsTheBadSamplesComeFirst) {
  fs::remove_all(folder_ / "raw");
  write_sound(folder_ / "raw/1001_DFA_ANG_XX.wav", make_babble(1, 0.5));  // of CREMA-D
  config_.split.plan = "ravdess_5fold";
  for (const char* policy : {"error", "skip"}) {
    config_.on_bad_sample = policy;
    EXPECT_THAT(fault<DataError>(), AllOf(HasSubstr("no recording that can be used, 1 bad sample"),
                                          HasSubstr("\n  1001_DFA_ANG_XX.wav: a name like 03-01-")));
  }
}

TEST_F(BadRecordings, WhatASplitLacksMayBeAmongTheBadSamples) {
  fs::rename(folder_ / "raw/Actor_10", folder_ / "raw/Actor_11");  // each file says actor 10
  EXPECT_THAT(fault<DataError>(), AllOf(HasSubstr("8 bad samples"), HasSubstr("but it lies in Actor_11/")));
  config_.on_bad_sample = "skip";
  EXPECT_THAT(fault<ConfigError>(), HasSubstr("data.split.num_folds: at most 2 expected"));
}

TEST_F(BadRecordings, WhatIsThereInsteadIsNamedWithWhatToDo) {
  fs::remove_all(folder_ / "raw");
  const fs::path film = folder_ / "raw/Actor_01/01-01-06-01-02-01-01.wav";
  write_sound(film, make_babble(1, 0.5));
  EXPECT_THAT(fault<DataError>(),
              AllOf(HasSubstr("Found: 1 file of the films' sound, such as Actor_01/01-01-06-01-02-01-01.wav"),
                    HasSubstr("copy the files under names that begin with 03")));
  fs::rename(film, folder_ / "raw/Actor_01/03-01-06-01-02-01-01.wav");
  EXPECT_THAT(fault<ConfigError>(), HasSubstr("num_folds"));  // it is taken: the advice works
  fs::remove_all(folder_ / "raw");
  write_bytes(folder_ / "raw/Actor_01/03-01-06-01-02-01-01.mp3", "x");
  EXPECT_THAT(fault<DataError>(),
              AllOf(HasSubstr("Found: 1 file with such names of a kind that isn't read (.mp3)"),
                    HasSubstr("ffmpeg -i IN OUT.wav")));
}

TEST_F(BadRecordings, WhatCannotBeOpenedAsAFileIsABadSample) {
  ASSERT_EQ(::mkfifo((folder_ / "raw/Actor_02/03-01-03-02-01-01-02.wav").c_str(), 0600), 0);
  fs::create_symlink("03-01-03-02-01-02-02.wav",
                     folder_ / "raw/Actor_02/03-01-03-02-01-02-02.wav");  // itself
  write_bytes(folder_ / "raw/Actor_02/03-01-03-02-02-01-02.wav",
              "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n");
  EXPECT_THAT(fault<DataError>(),
              AllOf(HasSubstr("03-01-03-02-01-01-02.wav: a regular file expected, a FIFO (named pipe) got"),
                    HasSubstr("03-01-03-02-01-02-02.wav: can't be read: Too many levels of symbolic links"),
                    HasSubstr("03-01-03-02-02-01-02.wav: a git-lfs pointer")));
}

TEST_F(BadRecordings, APathThatIsNeitherAFileNorAFolderIsNamed) {
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  config_.path = (folder_ / "fifo").string();
  for (const char* source : {"ravdess", "fer2013"}) {
    config_.source = source;
    EXPECT_THAT(fault<DataError>(),
                AllOf(HasSubstr("data.path: can't read"), HasSubstr("a FIFO (named pipe) got")));
  }
}

TEST_F(BadRecordings, WarnsOfWhatRecordingsHaveLost) {
  std::vector<float> loud = make_babble(1, 0.5);
  for (float& sample : loud) sample *= 5;
  write_sound(folder_ / "raw/Actor_02/03-01-03-02-01-01-02.wav", loud);
  ::testing::internal::CaptureStderr();
  prepare_data(config_);
  EXPECT_THAT(
      ::testing::internal::GetCapturedStderr(),
      HasSubstr("warning: 1 recording is clipped: more than 1 % of the samples are cut at full scale (the "
                "worst: Actor_02/03-01-03-02-01-01-02.wav"));
}

}  // namespace
}  // namespace affekt
