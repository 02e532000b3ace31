#include "core/files/out_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

template <class Thrown>
std::string refusal(const fs::path& out, const std::vector<fs::path>& read = {}) {
  try {
    check_out_file(out, read, "playlist");
  } catch (const Thrown& error) {
    return error.what();
  }
  return "";
}

TEST(OutFile, NewOnesAndOldOnesAreFine) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "old", "");
  write_text_atomically(folder / "read", "");
  for (const char* name : {"old", "new"})
    EXPECT_NO_THROW(check_out_file(folder / name, {folder / "read", ""}, "x"));
  EXPECT_NO_THROW(check_out_file("new", {}, "x"));
  EXPECT_EQ(folder.count_files(), 2U);
}

TEST(OutFile, WhatIsReadIsNotWrittenByAnyName) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "read", "");
  fs::create_symlink("read", folder / "link");
  for (const char* name : {"read", "link", "./read"})
    EXPECT_THAT(refusal<ConfigError>(folder / name, {folder / "other", folder / "read"}),
                HasSubstr(": the playlist is made of this file; name another one"));
}

TEST(OutFile, WhereNoFileCanBeMadeIsSaidBeforeTheWork) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal<ConfigError>(folder.path()), HasSubstr("a regular file expected, a folder got"));
  EXPECT_THAT(refusal<ConfigError>("/dev/stdout"),
              HasSubstr("; without --out the playlist is printed to standard output"));
  EXPECT_THAT(refusal<ConfigError>(folder / "none" / "file"), HasSubstr("there is no folder "));
  EXPECT_THAT(refusal<ArtifactError>("/sys/file"), HasSubstr("/sys: nothing can be written in this folder"));
}

}  // namespace
}  // namespace affekt
