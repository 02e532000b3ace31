#include "core/process/progress.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "core/process/log.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

void work_for_600_ms(ProgressBar& bar) {
  for (int i = 0; i < 6; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(105));
    bar.advance(10);
  }
}

TEST(ProgressBar, IsSilentForShortWork) {
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("decoding", 100, "images");
    bar.advance(100);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ProgressBar, IsSilentWhenOnlyWarningsAreShown) {
  set_log_level(LogLevel::kWarning);
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("decoding", 60, "images");
    work_for_600_ms(bar);
  }
  set_log_level(LogLevel::kInfo);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ProgressBar, WritesOnePlainLineWithCountRateAndTimeWhenPiped) {
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("decoding", 60, "images");
    bar.set_note("2 skipped");
    work_for_600_ms(bar);
    bar.finish();
    bar.finish();  // ends once
    bar.advance(5);
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("decoding 60/60 images \\(100 %\\), [0-9.]+ images/s, took 0:01, 2 skipped\n"));
}

TEST(ProgressBar, DoesNotClaimToBeDoneWhenItIsNot) {
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("decoding", 10000, "images");
    work_for_600_ms(bar);
    bar.advance(9900);
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("9960/10000 images (99 %)"));
}

TEST(ProgressBar, CountsStepsOfManyThreads) {
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("steps", 4000, "steps");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) bar.advance();
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::this_thread::sleep_for(std::chrono::milliseconds(510));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("4000/4000 steps (100 %)"));
}

TEST(ProgressBar, NeedsAtLeastOneStep) {
  EXPECT_THROW(ProgressBar("nothing", 0, "images"), std::logic_error);
}

/// What `body` writes to a terminal of 60 columns.
std::string run_on_terminal(void (*body)()) {
  int terminal = -1;
  winsize size{};
  size.ws_col = 60;
  size.ws_row = 20;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    body();
    ::_exit(0);
  }
  std::string shown;
  char block[4096];
  for (ssize_t count; (count = ::read(terminal, block, sizeof block)) > 0;) {
    shown.append(block, static_cast<size_t>(count));
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return shown;
}

TEST(ProgressBar, RedrawsOneLineOnATerminal) {
  const std::string shown = run_on_terminal([] {
    ProgressBar bar("decoding", 120, "images");
    work_for_600_ms(bar);
    work_for_600_ms(bar);
  });
  EXPECT_THAT(shown, HasSubstr("\r\033[Kdecoding [#"));
  EXPECT_THAT(shown, HasSubstr("60/120 images"));
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 1) << shown;  // at the end
  EXPECT_EQ(shown.back(), '\n');
  size_t begin = 0;
  while ((begin = shown.find("\033[K", begin)) != std::string::npos) {  // no drawing may wrap
    begin += 3;
    EXPECT_LT(shown.find_first_of("\r\n", begin) - begin, 60u);
  }
}

TEST(ProgressBar, AFullDiskUnderTheLogEndsNothing) {
  const int before = ::dup(STDERR_FILENO), full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  ::dup2(full, STDERR_FILENO);
  {
    ProgressBar bar("decoding", 60, "images");
    work_for_600_ms(bar);
    EXPECT_NO_THROW(bar.finish());
  }
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  ::close(full);
}

TEST(ProgressBar, GivesWayToLogLinesOnATerminal) {
  const std::string shown = run_on_terminal([] {
    ProgressBar bar("decoding", 60, "images");
    work_for_600_ms(bar);
    log_info("a line between");
  });
  // The bar is cleared, the line written and ended, the bar drawn again below it.
  EXPECT_THAT(shown, HasSubstr("\r\033[K["));
  const size_t line = shown.find("a line between");
  ASSERT_NE(line, std::string::npos);
  EXPECT_EQ(shown.substr(shown.find('\n', line) + 1, 10), "decoding [");
}

}  // namespace
}  // namespace affekt
