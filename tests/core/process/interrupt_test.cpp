#include "core/process/interrupt.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>

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
  for (const int number : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(expect_flag_after(number), testing::ExitedWithCode(130),
                "interrupted: training stopped in epoch 3");
  }
}

void raise_twice(int first, int second) {
  install_interrupt_handlers();
  ::raise(first);
  ::raise(second);
  std::exit(1);
}

TEST(InterruptDeathTest, SecondSignalOfEitherKindEndsTheProcess) {
  EXPECT_EXIT(raise_twice(SIGINT, SIGINT), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_twice(SIGINT, SIGTERM), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_twice(SIGTERM, SIGINT), testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace affekt
