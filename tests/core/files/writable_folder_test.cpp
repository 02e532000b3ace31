#include "core/files/writable_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

TEST(WritableFolder, FoldersThatAreThereOrCanBeMadeAreFineAndStayAsTheyWere) {
  const TemporaryFolder folder;
  EXPECT_EQ(why_not_writable(folder.path()), "");
  EXPECT_EQ(why_not_writable(folder / "new"), "");
  EXPECT_EQ(why_not_writable(folder / "new/and/deep/"), "");
  EXPECT_EQ(folder.count_files(), 0u);
}

TEST(WritableFolder, AFileInTheWayIsNamed) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  EXPECT_EQ(why_not_writable(folder / "file"), "a folder expected, something else got");
  EXPECT_EQ(why_not_writable(folder / "file/runs/one"),
            "this folder can't be made, because " + (folder / "file").string() + " is no folder");
}

TEST(WritableFolder, AFileSystemWithoutNewFilesIsToldInWords) {
  EXPECT_EQ(why_not_writable("/proc/runs/one"),
            "this folder can't be made, because nothing can be made in /proc: its file system takes no new "
            "files");
  EXPECT_THAT(why_not_writable("/proc"), HasSubstr("nothing can be written in this folder"));
}

}  // namespace
}  // namespace affekt
