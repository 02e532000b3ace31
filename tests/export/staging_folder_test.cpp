#include "export/staging_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/export/demo_network.h"

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

  test::TemporaryFolder folder_;
};

TEST_F(Staging, EverythingComesInAtTheEnd) {
  write_old();
  write_text_atomically(folder_ / "model", "old");
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    EXPECT_EQ(read_text_file(folder_ / "model"), "old");
    staging.move_in({"set_0", "set_1"});
  }
  EXPECT_THAT(files(), ElementsAre(Pair("card", "new"), Pair("mine", "mine"), Pair("model", "new"),
                                   Pair("set_0/input.pb", "new")));
}

TEST_F(Staging, WithoutMovingInNothingIsLeft) {
  write_old();
  const auto before = files();
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
  }
  EXPECT_EQ(files(), before);
}

TEST_F(Staging, AFailingRenameLeavesAllAsItWas) {
  write_old();
  fs::create_directories(folder_ / "model");  // a folder, which no file replaces
  write_text_atomically(folder_ / "model" / "inside", "old");
  const auto before = files();
  {
    StagingFolder staging(folder_.path(), "model");
    write_new(staging);
    EXPECT_THROW(staging.move_in({"set_0", "set_1"}), ArtifactError);
  }
  EXPECT_EQ(files(), before);
}

TEST_F(Staging, AFolderInThePlaceOfAFileIsNotReplaced) {
  fs::create_directories(folder_ / "card");
  write_text_atomically(folder_ / "card" / "mine", "mine");
  write_text_atomically(folder_ / "model", "old");
  StagingFolder staging(folder_.path(), "model");
  write_new(staging);
  try {
    staging.move_in({});
    ADD_FAILURE() << "moved in";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("card: cannot replace: a folder of that name is there"));
  }
  EXPECT_EQ(read_text_file(folder_ / "card" / "mine"), "mine");
  EXPECT_EQ(read_text_file(folder_ / "model"), "old");
}

TEST_F(Staging, AFolderThatCannotBeMadeIsNamed) {
  write_text_atomically(folder_ / "file", "");
  EXPECT_THROW(StagingFolder(folder_ / "file", "model"), ArtifactError);
}

}  // namespace
}  // namespace affekt
