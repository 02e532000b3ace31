#include "core/version.h"

#include <gtest/gtest.h>

#include <regex>

namespace affekt {
namespace {

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(tool_version(), std::regex("\\d+\\.\\d+\\.\\d+"))) << tool_version();
}

TEST(Version, CommitIsAGitHashOrUnknown) {
  EXPECT_TRUE(std::regex_match(git_commit(), std::regex("[0-9a-f]{40}(-dirty)?|unknown"))) << git_commit();
}

}  // namespace
}  // namespace affekt
