#include "evaluation/report/write_report_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/report/report_fixtures.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class WriteReportFiles : public ::testing::Test {
 protected:
  std::string written(const std::string& file) { return read_text_file(folder_.path() / file); }

  TemporaryFolder folder_;
};

TEST_F(WriteReportFiles, WritesEveryFileAndItsDigest) {
  const fs::path directory = folder_.path() / "deep" / "run";
  const Report report = make_full_report();
  const json facts = write_report_files(directory, report);
  for (const char* file :
       {"report.md", "report.html", "rows.csv", "figures/curve.svg", "figures/confusion.svg"})
    EXPECT_TRUE(fs::exists(directory / file)) << file;
  EXPECT_EQ(json::parse(read_text_file(directory / "report.json")), facts);
  json expected = report.facts;
  expected["digests"]["rows.csv"] = sha256_of(report.tables[0].content);
  for (const char* file : {"report.md", "report.html", "figures/curve.svg", "figures/confusion.svg"})
    expected["digests"][file] = sha256_of(read_text_file(directory / file));
  expected["content_digest"] = sha256_of(to_json_text(expected));
  EXPECT_EQ(facts, expected);
}

TEST_F(WriteReportFiles, WhatAFormerReportHadAndThisOneHasNotIsRemovedNothingElse) {
  Report report = make_full_report();
  write_report_files(folder_.path(), report);
  write_text_atomically(folder_.path() / "figures" / "own.svg", "<svg>the user's</svg>");
  write_text_atomically(folder_.path() / "own.csv", "the user's");
  report.sections[0].blocks.clear();
  report.tables.clear();
  write_report_files(folder_.path(), report);
  for (const char* file : {"rows.csv", "figures/curve.svg", "figures/confusion.svg"})
    EXPECT_FALSE(fs::exists(folder_.path() / file)) << file;
  for (const char* file : {"own.csv", "figures/own.svg", "report.html"})
    EXPECT_TRUE(fs::exists(folder_.path() / file)) << file;
}

TEST_F(WriteReportFiles, AFormerReportCannotNameAFileElsewhere) {
  const fs::path outside = folder_.path() / "outside.csv", directory = folder_.path() / "run";
  write_text_atomically(outside, "x");
  fs::create_directories(directory);
  write_text_atomically(directory / "report.json",
                        R"({"tool": {"version": "1", "commit": ""},
                            "digests": {"../outside.csv": "", "report.yaml": ""}})");
  write_text_atomically(directory / "report.yaml", "x");
  write_report_files(directory, make_full_report());
  EXPECT_TRUE(fs::exists(outside));
  EXPECT_TRUE(fs::exists(directory / "report.yaml"));
}

TEST_F(WriteReportFiles, AllThatIsWrittenIsUtf8) {
  const std::string latin =
      "gl\xfc"
      "ck";
  const json facts = write_report_files(folder_.path(), make_full_report(latin));
  EXPECT_EQ(facts["data"]["name"], "facesgl\\xFCck");
  for (const char* file : {"report.md", "report.html", "report.json", "rows.csv", "figures/curve.svg",
                           "figures/confusion.svg"}) {
    const std::string text = written(file);
    EXPECT_THAT(text, HasSubstr(file == std::string("report.json") ? "gl\\\\xFCck" : "gl\\xFCck")) << file;
    EXPECT_THAT(text, Not(HasSubstr("\xfc"))) << file;
    EXPECT_NO_THROW(json(text).dump()) << file;  // strict: throws for what is no UTF-8
  }
  EXPECT_EQ(facts["digests"]["rows.csv"], sha256_of(written("rows.csv")));
}

TEST_F(WriteReportFiles, FilesMayHaveAnotherNameAndLieInOneFolder) {
  Report report = make_full_report();
  ReportFileNames names{"emotion", "", false};
  write_report_files(folder_.path(), report, names);
  for (const char* file : {"emotion.html", "emotion.json", "curve.svg"})
    EXPECT_TRUE(fs::exists(folder_.path() / file)) << file;
  EXPECT_FALSE(fs::exists(folder_.path() / "emotion.md"));
  EXPECT_FALSE(fs::exists(folder_.path() / "figures"));
}

TEST_F(WriteReportFiles, FilesOfSomebodyElseStayAndNothingIsWritten) {
  write_text_atomically(folder_.path() / "rows.csv", "the user's");
  try {
    write_report_files(folder_.path(), make_full_report());
    FAIL() << "replaced";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("rows.csv: not replaced, for it was not written by affekt"));
  }
  EXPECT_EQ(written("rows.csv"), "the user's");
  EXPECT_EQ(folder_.count_files(), 1U);
}

TEST_F(WriteReportFiles, AReportThatCannotBeWrittenWholeLeavesTheFormerOne) {
  Report report = make_full_report();
  write_report_files(folder_.path(), report);
  const std::string former = written("report.html");
  fs::remove_all(folder_.path() / "figures");
  write_text_atomically(folder_.path() / "figures", "a file in the folder's place");
  report.title = "another";
  EXPECT_THROW(write_report_files(folder_.path(), report), ArtifactError);
  EXPECT_EQ(written("report.html"), former);
  fs::remove(folder_.path() / "figures");
  fs::remove(folder_.path() / "report.html");
  fs::create_directories(folder_.path() / "report.html");
  EXPECT_THROW(write_report_files(folder_.path(), report), ArtifactError);
  EXPECT_THAT(written("report.md"), Not(HasSubstr("another")));
  EXPECT_FALSE(fs::exists(folder_.path() / "figures"));
}

TEST_F(WriteReportFiles, EveryReportSaysWhoWroteIt) {
  Report report = make_full_report();
  report.facts.erase("tool");
  for (int i = 0; i < 2; ++i)  // and so may replace itself
    EXPECT_EQ(write_report_files(folder_.path(), report)["tool"]["name"], "affekt");
}

TEST_F(WriteReportFiles, AFolderThatCannotBeMadeIsNamed) {
  write_text_atomically(folder_.path() / "file", "x");
  try {
    write_report_files(folder_.path() / "file" / "run", make_full_report());
    FAIL() << "a folder was made inside a file";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("file/run"));
  }
}

}  // namespace
}  // namespace affekt
