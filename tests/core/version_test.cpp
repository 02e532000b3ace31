#include "core/version.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>

namespace affekt {
namespace {

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(tool_version(), std::regex("\\d+\\.\\d+\\.\\d+"))) << tool_version();
}

// Only packages have a version that others see: what it brings has to be told.
TEST(Version, IsTheNewestOfTheChangelog) {
  std::ifstream changelog(AFFEKT_SOURCE_DIR "/CHANGELOG.md");
  static const std::regex heading("## \\[([0-9.]+)\\] - \\d{4}-\\d{2}-\\d{2}");
  std::smatch found;
  std::string line;
  while (found.empty() && std::getline(changelog, line)) std::regex_match(line, found, heading);
  EXPECT_EQ(found.str(1), tool_version());
}

TEST(Version, CommitIsAGitHashOrUnknown) {
  EXPECT_TRUE(std::regex_match(git_commit(), std::regex("[0-9a-f]{40}(-dirty)?|unknown"))) << git_commit();
}

}  // namespace
}  // namespace affekt
