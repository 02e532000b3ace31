#include "core/files/staging_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Pair;

class Staging : public testing::Test {
 protected:
  /// Relative path -> text of each file in the folder.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file())
        found[fs::relative(entry.path(), folder_.path()).string()] = read_text_file(entry.path());
    }
    return found;
  }
  void write_new(StagingFolder& staging) {
    fs::create_directories(staging / "set_0");
    write_text_atomically(staging / "set_0" / "input.pb", "new");
    write_text_atomically(staging / "card", "new");
    write_text_atomically(staging / "model", "new");
  }
  void write_old() {
    for (const char* set : {"set_0", "set_1"}) {
      fs::create_directories(folder_ / set);
      write_text_atomically(folder_ / set / "input.pb", "old");
    }
    write_text_atomically(folder_ / "mine", "mine");
  }

  TemporaryFolder folder_;
};

TEST_F(Staging, EverythingComesInAtTheEnd) {
  write_old();
  write_text_atomically(folder_ / "model", "old");
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    EXPECT_EQ(read_text_file(folder_ / "model"), "old");
    staging.move_in({"set_0/input.pb", "set_1/input.pb"});
  }
  EXPECT_THAT(files(), ElementsAre(Pair("card", "new"), Pair("mine", "mine"), Pair("model", "new"),
                                   Pair("set_0/input.pb", "new")));
  EXPECT_FALSE(fs::exists(folder_ / "set_1"));  // nothing is left in it
}

TEST_F(Staging, WhatElseLiesInTheFoldersStays) {
  write_old();
  for (const char* set : {"set_0", "set_1"}) write_text_atomically(folder_ / set / "mine", "mine");
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    staging.move_in({"set_1/input.pb"});
  }
  EXPECT_THAT(files(), ElementsAre(Pair("card", "new"), Pair("mine", "mine"), Pair("model", "new"),
                                   Pair("set_0/input.pb", "new"), Pair("set_0/mine", "mine"),
                                   Pair("set_1/mine", "mine")));
}

TEST_F(Staging, WithoutMovingInNothingIsLeft) {
  write_old();
  const auto before = files();
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
  }
  EXPECT_EQ(files(), before);
  { const StagingFolder staging(folder_ / "new", "model"); }
  EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(Staging, AFailingRenameLeavesAllAsItWas) {
  write_old();
  const auto before = files();
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    fs::create_directories(staging / "set_2");
    write_text_atomically(staging / "set_2" / "input.pb", "new");
    fs::remove(staging / "model");  // the last renaming finds nothing to rename
    EXPECT_THROW(staging.move_in({"set_1/input.pb"}), ArtifactError);
  }
  EXPECT_EQ(files(), before);
  EXPECT_FALSE(fs::exists(folder_ / "set_2"));
}

TEST_F(Staging, WhatIsInTheWayIsNamedAndAllStaysAsItWas) {
  write_text_atomically(folder_ / "model", "old");
  const auto refusal = [&] {
    const auto before = files();
    std::string what;
    {
      StagingFolder staging(folder_.path(), "model");
      write_new(staging);
      try {
        staging.move_in();
      } catch (const ArtifactError& error) {
        what = error.what();
      }
    }
    EXPECT_EQ(files(), before);
    return what;
  };
  fs::create_directories(folder_ / "card");
  write_text_atomically(folder_ / "card" / "mine", "mine");
  EXPECT_THAT(refusal(), testing::HasSubstr("card: cannot replace: a folder of that name is there"));
  fs::remove_all(folder_ / "card");
  write_text_atomically(folder_ / "set_0", "mine");
  EXPECT_THAT(refusal(), testing::HasSubstr("set_0: cannot replace: a file of that name is there"));
}

TEST_F(Staging, AFolderThatCannotBeMadeIsNamed) {
  write_text_atomically(folder_ / "file", "");
  EXPECT_THROW(StagingFolder(folder_ / "file", "model"), ArtifactError);
  try {
    StagingFolder("/proc", "model");
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("/proc: cannot write in it: "));
  }
}

TEST_F(Staging, WhatAKilledProcessLeftIsRemovedOnceTheNewFilesAreIn) {
  const fs::path abandoned = folder_ / "model.1-0.tmp";
  fs::create_directories(abandoned);
  write_text_atomically(abandoned / "card", "old");
  for (const char* other : {"model.1.tmp", "model.x-0.tmp", "card.1-0.tmp"})
    fs::create_directories(folder_ / other);
  StagingFolder running(folder_.path(), "model");
  EXPECT_THAT(list_abandoned_staging(folder_.path(), "model"), ElementsAre(abandoned));
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    EXPECT_TRUE(fs::exists(abandoned));
    staging.move_in();
  }
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_EQ(folder_.count_files(), 7U);  // the other three, that of `running`, and model, card, set_0
  EXPECT_THAT(list_abandoned_staging(folder_ / "missing", "model"), testing::IsEmpty());
}

}  // namespace
}  // namespace affekt
