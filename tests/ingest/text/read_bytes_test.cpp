#include "ingest/text/read_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ReadBytes, GivesTheBytesOrTheReason) {
  const TemporaryFolder folder;
  write_bytes(folder / "a", std::string("a\0b", 3));
  EXPECT_THAT(read_bytes(folder / "a").bytes, ElementsAre('a', 0, 'b'));
  EXPECT_EQ(read_bytes(folder / "a").fault, "");
  write_bytes(folder / "empty", "");
  EXPECT_THAT(read_bytes(folder / "empty").bytes, IsEmpty());
  EXPECT_EQ(read_bytes(folder / "empty").fault, "");
  EXPECT_EQ(read_bytes(folder / "none").fault, "can't be read: No such file or directory");
}

TEST(ReadBytes, NamesWhatIsNoFileOrNotTheFileItself) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(read_bytes(folder / "fifo").fault, "a regular file expected, a FIFO (named pipe) got");
  EXPECT_EQ(read_bytes(folder.path()).fault, "a regular file expected, a folder got");
  write_bytes(folder / "a.jpg", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n");
  EXPECT_THAT(read_bytes(folder / "a.jpg").fault, HasSubstr("git lfs pull"));
}

}  // namespace
}  // namespace affekt
