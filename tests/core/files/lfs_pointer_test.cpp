#include "core/files/lfs_pointer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n";

TEST(LfsPointer, IsKnownByItsFirstLine) {
  EXPECT_THAT(explain_lfs_pointer(kPointer), HasSubstr("git lfs pull"));
  EXPECT_EQ(explain_lfs_pointer(""), "");
  EXPECT_EQ(explain_lfs_pointer("version"), "");
  EXPECT_EQ(explain_lfs_pointer("version: 2\n"), "");
}

TEST(LfsPointer, IsNoTextThatSomebodyWants) {
  const TemporaryFolder folder;
  std::ofstream(folder / "model.onnx") << kPointer;
  try {
    read_text_file(folder / "model.onnx");
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx: cannot read: a git-lfs pointer, not the file itself"));
  }
}

}  // namespace
}  // namespace affekt
