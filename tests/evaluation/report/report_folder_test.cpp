#include "evaluation/report/report_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ReportFolder : public testing::Test {
 protected:
  ReportFolder() {
    for (const fs::path& run : {own_, other_}) {
      fs::create_directories(run);
      write_text_atomically(run / "config.yaml", "# Effective config of affekt\n");
    }
    fs::create_directories(free_);
  }
  void write_report(const fs::path& folder, const std::string& split) {
    write_text_atomically(folder / "report.json",
                          R"({"data": {"digest": "0123456789abcdef", "split": ")" + split + "\"}}\n");
  }
  /// "" if a report on the test split may be written there.
  std::string refusal_of(const fs::path& folder, const fs::path& model) {
    try {
      check_report_folder(folder, model, {{"digest", "0123456789abcdef"}, {"split", "test"}});
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "";
  }
  TemporaryFolder folder_;
  fs::path own_ = folder_ / "own", other_ = folder_ / "other", free_ = folder_ / "free";
};

TEST_F(ReportFolder, TakesANewReportOfTheSameSamples) {
  EXPECT_EQ(refusal_of(folder_ / "none", own_), "");
  EXPECT_EQ(refusal_of(own_, own_), "");
  write_report(own_, "test");
  EXPECT_EQ(refusal_of(own_, own_), "");
  EXPECT_EQ(refusal_of(own_, own_ / "model.onnx"), "");
  write_report(free_, "test");
  EXPECT_EQ(refusal_of(free_, own_), "");
}

TEST_F(ReportFolder, KeepsAReportOnOtherSamples) {
  for (const fs::path& folder : {own_, free_}) {
    write_report(folder, "validation");
    EXPECT_THAT(
        refusal_of(folder, own_),
        AllOf(HasSubstr("--out " + folder.string()), HasSubstr("a report on other samples"),
              HasSubstr("digest 0123456789ab..., split validation"), HasSubstr("choose another --out")));
  }
}

TEST_F(ReportFolder, IsNoRunDirectoryOfAnotherModelAndNoFile) {
  EXPECT_THAT(refusal_of(other_, own_), HasSubstr("is the run directory of another model"));
  EXPECT_THAT(refusal_of(other_, own_ / "model.onnx"), HasSubstr("is the run directory of another model"));
  EXPECT_THAT(refusal_of(own_ / "config.yaml", own_), HasSubstr("is no folder"));
}

}  // namespace
}  // namespace affekt
