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
    write_text_atomically(
        folder / "report.json",
        R"({"tool": {"version": "1", "commit": ""}, "data": {"digest": "0123456789abcdef", )"
        R"("split": ")" +
            split + "\"}}\n");
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
  /// Where a report on the test split goes; "--out" is not given.
  fs::path choose(const fs::path& model, const std::string& engine = "") {
    EvaluateRequest request;
    request.model = model;
    request.engine = engine;
    return choose_report_folder(request, {{"digest", "0123456789abcdef"}, {"split", "test"}}, "report_test");
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

TEST_F(ReportFolder, KeepsWhatAffektDidNotWrite) {
  write_text_atomically(free_ / "report.html", "<p>somebody's</p>");
  EXPECT_THAT(refusal_of(free_, own_), AllOf(HasSubstr("report.html there was not written by affekt"),
                                             HasSubstr("choose another --out")));
  write_report(free_, "test");  // now it is the page of this report
  EXPECT_EQ(refusal_of(free_, own_), "");
  for (const fs::path& folder : {free_, own_}) {
    for (const char* content : {"{\"totals\": {}}", "no JSON", "{\"tool\": {\"version\": \"7\"}}", ""}) {
      write_text_atomically(folder / "report.json", content);
      const bool is_own_but_damaged = folder == own_ && content[0] != '{';
      EXPECT_EQ(
          refusal_of(folder, own_).find("report.json there was not written by affekt") == std::string::npos,
          is_own_but_damaged)
          << content;
    }
    fs::remove(folder / "report.json");
    fs::create_directories(folder / "report.json");
    EXPECT_THAT(refusal_of(folder, own_), HasSubstr("report.json there was not written by affekt"));
  }
  fs::remove(own_ / "report.json");
  write_text_atomically(own_ / "report.html", "of a report that was cut off");
  EXPECT_EQ(refusal_of(own_, own_), "");  // a run directory is affekt's
}

TEST_F(ReportFolder, WithoutAnyNamedLiesBesideTheModelWhereNothingElseDoes) {
  EXPECT_EQ(choose(own_), own_);
  EXPECT_EQ(choose(own_ / "model.onnx"), own_);
  EXPECT_EQ(choose(free_ / "model.onnx"), free_);
  for (const fs::path& folder : {own_, free_}) write_report(folder, "test");
  EXPECT_EQ(choose(own_), own_);
  EXPECT_EQ(choose(free_ / "model.onnx"), free_);
  EXPECT_EQ(choose(own_ / "model.onnx"), own_ / "report_test");  // that of the run itself tells more
  EXPECT_EQ(choose(own_, "opencv"), own_ / "report_test");
  write_report(own_, "validation");
  EXPECT_EQ(choose(own_), own_ / "report_test");
  write_text_atomically(free_ / "report.json", "{}");
  EXPECT_EQ(choose(free_ / "model.onnx"), free_ / "report_test");
  fs::create_directories(free_ / "report_test");
  write_text_atomically(free_ / "report_test" / "report.md", "somebody's");
  EXPECT_THROW(choose(free_ / "model.onnx"), ArtifactError);
}

TEST_F(ReportFolder, ThatCannotBeWrittenIsToldBeforeTheWork) {
  try {
    choose("/proc/self/cmdline");  // as of a model on a medium that is read only
    FAIL() << "chosen";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("/proc/self: nothing can be written"),
                                    HasSubstr("name another folder with --out")));
  }
}

TEST_F(ReportFolder, IsNoRunDirectoryOfAnotherModelAndNoFile) {
  EXPECT_THAT(refusal_of(other_, own_), HasSubstr("is the run directory of another model"));
  EXPECT_THAT(refusal_of(other_, own_ / "model.onnx"), HasSubstr("is the run directory of another model"));
  EXPECT_THAT(refusal_of(own_ / "config.yaml", own_), HasSubstr("is no folder"));
}

}  // namespace
}  // namespace affekt
