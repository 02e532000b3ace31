#include "core/process/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <thread>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::vector<json> read_json_lines(const std::filesystem::path& path) {
  std::vector<json> lines;
  std::istringstream text(read_text_file(path));
  for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
  return lines;
}

class LogTest : public testing::Test {
 protected:
  void TearDown() override {
    set_log_file({});
    set_log_level(LogLevel::kInfo);
  }
  TemporaryFolder folder_;
};

TEST_F(LogTest, FileHoldsOneObjectALineWithTypedFields) {
  set_log_file(folder_ / "train.log");
  log_event(LogLevel::kInfo, "epoch_finished", "epoch 3 of 60", {{"epoch", 3}, {"loss", 1.25}});
  log_warning("a \"warning\"\nof two lines");
  const std::vector<json> lines = read_json_lines(folder_ / "train.log");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["level"], "info");
  EXPECT_EQ(lines[0]["event"], "epoch_finished");
  EXPECT_EQ(lines[0]["message"], "epoch 3 of 60");
  EXPECT_TRUE(lines[0]["epoch"].is_number_integer());
  EXPECT_EQ(lines[0]["loss"], 1.25);
  EXPECT_EQ(lines[1]["level"], "warning");
  EXPECT_EQ(lines[1]["message"], "a \"warning\"\nof two lines");
  const std::regex utc(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  EXPECT_TRUE(std::regex_match(lines[0]["time"].get<std::string>(), utc)) << lines[0]["time"];
}

TEST_F(LogTest, AGuardedFileIsLeftWhenItsScopeIs) {
  {
    const LogFile file(folder_ / "train.log");
    log_info("one");
  }
  log_info("two");
  EXPECT_EQ(read_json_lines(folder_ / "train.log").size(), 1u);
}

TEST_F(LogTest, FileIsAppendedToAndLeftWhenToldSo) {
  write_text_atomically(folder_ / "train.log", "{\"event\":\"before\"}\n");
  set_log_file(folder_ / "train.log");
  log_info("one");
  set_log_file({});
  log_info("two");
  EXPECT_EQ(read_json_lines(folder_ / "train.log").size(), 2u);
}

TEST_F(LogTest, FileTakesLinesThatAreBelowTheShownLevel) {
  set_log_file(folder_ / "train.log");
  set_log_level(LogLevel::kError);
  testing::internal::CaptureStderr();
  log_info("hidden");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(read_json_lines(folder_ / "train.log").at(0)["message"], "hidden");
}

TEST_F(LogTest, StderrMarksWarningsAndErrorsAndHidesDebug) {
  testing::internal::CaptureStderr();
  log_info("plain {} text");  // braces are text, not a format
  log_warning("careful");
  log_event(LogLevel::kError, "failed", "broken");
  log_event(LogLevel::kDebug, "detail", "too much");
  const std::string shown = testing::internal::GetCapturedStderr();
  EXPECT_THAT(shown, HasSubstr("] plain {} text\n"));
  EXPECT_THAT(shown, HasSubstr("warning: careful\n"));
  EXPECT_THAT(shown, HasSubstr("error: broken\n"));
  EXPECT_THAT(shown, Not(HasSubstr("too much")));
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  set_log_level(LogLevel::kError);
  set_log_file(folder_ / "train.log");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) log_event(LogLevel::kInfo, "step", std::string(300, 'x'), {{"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(read_json_lines(folder_ / "train.log").size(), 800u);  // each line is parsed
}

TEST_F(LogTest, TakesTextThatIsNotUtf8) {
  set_log_level(LogLevel::kError);
  set_log_file(folder_ / "train.log");
  log_info("file \xff\xfe.jpg");
  const auto lines = read_json_lines(folder_ / "train.log");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["message"], "file \\xFF\\xFE.jpg");
}

TEST_F(LogTest, NamesTheFileThatCannotBeOpened) {
  const auto path = folder_ / "missing" / "train.log";
  try {
    set_log_file(path);
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_EQ(error.what(), path.string() + ": cannot write the log: No such file or directory");
  }
}

TEST_F(LogTest, AFullDiskIsToldOnceAndDoesNotStopTheWork) {
  set_log_file("/dev/full");
  testing::internal::CaptureStderr();
  log_info("one");
  log_info("two");
  const std::string shown = testing::internal::GetCapturedStderr();
  const std::string warning = "warning: /dev/full: cannot write the log: No space left on device";
  const size_t first = shown.find(warning);
  EXPECT_NE(first, std::string::npos) << shown;
  EXPECT_EQ(shown.find(warning, first + 1), std::string::npos) << shown;
  EXPECT_THAT(shown, HasSubstr("two"));
}

}  // namespace
}  // namespace affekt
