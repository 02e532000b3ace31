#include "core/files/npm_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/files/program_prefix.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

class NpmFolderOfTwo : public ::testing::Test {
 protected:
  void make_folder(const std::filesystem::path& folder, bool with_package) {
    std::filesystem::create_directories(folder / "node_modules");
    std::ofstream(folder / "own.mjs") << "x";
    if (with_package) std::ofstream(folder / "node_modules/package.json") << "{}";
  }

  const TemporaryFolder folder_;
  const std::filesystem::path installed_ = folder_ / "installed", source_ = folder_ / "source";
  // As CMake writes it: from the prefix on, here that of this test.
  const NpmFolderRules rules_ = {"name",           std::filesystem::relative(installed_, program_prefix()),
                                 "The package is", "AFFEKT_TEST_NPM_FOLDER",
                                 source_,          "own.mjs",
                                 {"package.json"}};
};

TEST_F(NpmFolderOfTwo, ABuildTakesThatOfItsSources) {
  make_folder(source_, /*with_package=*/true);
  const NpmFolder found = find_npm_folder(rules_);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.folder, source_);
}

TEST_F(NpmFolderOfTwo, AnInstalledProgramTakesItsOwn) {
  make_folder(source_, /*with_package=*/true);
  make_folder(installed_, /*with_package=*/true);
  const NpmFolder found = find_npm_folder(rules_);
  EXPECT_EQ(found.fault, "");
  EXPECT_TRUE(std::filesystem::equivalent(found.folder, installed_)) << found.folder;
}

// Scripts are run from it: on a machine that has the program as a package, anybody may hold the path of its
// sources.
TEST_F(NpmFolderOfTwo, AnInstalledProgramTakesNothingFromThePathOfItsSources) {
  make_folder(source_, /*with_package=*/true);
  make_folder(installed_, /*with_package=*/false);
  const NpmFolder found = find_npm_folder(rules_);
  EXPECT_TRUE(std::filesystem::equivalent(found.folder, installed_)) << found.folder;
  EXPECT_THAT(found.fault, HasSubstr("The package is not installed in "));
}

}  // namespace
}  // namespace affekt
