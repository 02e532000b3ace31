// affekt export-site as its user meets it; what the folder holds: tests/server/site.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::HasSubstr;

TEST(ExportSite, WhatCanNotBeExportedIsRefusedAndNothingIsWritten) {
  const TemporaryFolder folder;
  const std::string site = (folder / "site").string();
  const auto refuse = [&](std::vector<std::string> arguments, const ProcessOptions& options, int exit_code,
                          const char* why) {
    arguments.insert(arguments.begin(), {"export-site", site});
    const ProcessResult refused = run_affekt(arguments, options);
    EXPECT_EQ(refused.exit_code, exit_code) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_EQ(refused.out, "");
    EXPECT_FALSE(std::filesystem::exists(site));
  };
  refuse({}, {}, 2, "Give --face-model or --voice-model");
  refuse({"--face-model", "nowhere"}, {{}, {"AFFEKT_SITE_PACKAGES=" + folder.path().string()}}, 4,
         "expected a copy of affekt's folder scripts/site_packages");
}

}  // namespace
}  // namespace affekt::testing_app
