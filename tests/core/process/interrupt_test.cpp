#include "core/process/interrupt.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "core/error.h"

namespace affekt {
namespace {

// Each test is a process of its own: signals and the flag stay there.
void expect_flag_after(int signal_number) {
  install_interrupt_handlers();
  if (interrupt_requested()) std::exit(1);
  throw_if_interrupted("nothing");
  ::raise(signal_number);
  if (!interrupt_requested()) std::exit(2);
  try {
    throw_if_interrupted("training stopped in epoch 3");
  } catch (const Interrupted& error) {
    std::cerr << error.what();
    std::exit(static_cast<int>(error.code()));
  }
  std::exit(3);
}

TEST(InterruptDeathTest, FirstSignalOnlySetsTheFlag) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU, SIGPIPE}) {
    ::signal(number, SIG_DFL);
    EXPECT_EXIT(expect_flag_after(number), testing::ExitedWithCode(130),
                "interrupted: training stopped in epoch 3");
  }
}

void raise_twice(int first, int second, int pause_ms) {
  install_interrupt_handlers();
  ::raise(first);
  std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
  ::raise(second);
  std::exit(interrupt_requested() ? 1 : 2);
}

TEST(InterruptDeathTest, SecondSignalOfEitherKindEndsTheProcess) {
  EXPECT_EXIT(raise_twice(SIGINT, SIGINT, 250), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_twice(SIGINT, SIGTERM, 250), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_twice(SIGTERM, SIGINT, 250), testing::ExitedWithCode(130), "");
}

TEST(InterruptDeathTest, OneRequestThatIsDeliveredTwiceIsOne) {
  EXPECT_EXIT(raise_twice(SIGTERM, SIGTERM, 0), testing::ExitedWithCode(1), "");
}

TEST(InterruptDeathTest, SignalsThatComeInNumbersNeverCutTheSavingOff) {
  for (const int number : {SIGHUP, SIGUSR1, SIGPIPE}) {
    EXPECT_EXIT(raise_twice(number, number, 250), testing::ExitedWithCode(1), "");
    EXPECT_EXIT(raise_twice(number, SIGTERM, 250), testing::ExitedWithCode(1), "");
  }
}

TEST(InterruptDeathTest, WhatIsIgnoredStaysIgnored) {
  EXPECT_EXIT(
      {
        ::signal(SIGHUP, SIG_IGN);
        raise_twice(SIGHUP, SIGHUP, 0);
      },
      testing::ExitedWithCode(2), "");
}

/// A loop that never looks at the flag, such as a library's.
void spin_after(int number) {
  install_interrupt_handlers();
  ::raise(number);
  for (;;) ::pause();
}

TEST(InterruptDeathTest, WhatDoesNotLookAtTheFlagIsEndedWithinTenSeconds) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EXIT(spin_after(SIGTERM), testing::ExitedWithCode(130), "didn't stop within 9 s and was cut off");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace affekt
