#include "core/process/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "core/error.h"
#include "core/process/interrupt.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A shell that runs these lines; <&3 and >&3 are its connection.
ChildProcess run_shell(const std::string& lines) {
  return ChildProcess({"sh", "-c", lines});
}

bool has_children() {
  return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

TEST(ChildProcess, GivesBackWhatItWasGivenInAnySize) {
  ChildProcess echo = run_shell("cat <&3 >&3");
  for (const size_t size : {1, 1000, 200000}) {
    std::string sent(size, '\0'), received(size, ' ');
    for (size_t i = 0; i < size; ++i) sent[i] = static_cast<char>(7 * i % 251);
    ASSERT_TRUE(echo.send(sent.data(), sent.size()));
    ASSERT_TRUE(echo.receive(received.data(), received.size()));
    EXPECT_EQ(sent, received);
  }
}

TEST(ChildProcess, AMessageThatIsLargerThanTheSystemsBuffersPassesWhole) {
  ChildProcess counter = run_shell("sleep 0.2; head -c 5000000 <&3 | wc -c | tr -d '\\n ' >&3");
  const std::string sent(5000000, 'x');
  ASSERT_TRUE(counter.send(sent.data(), sent.size()));
  std::string count(7, ' ');
  ASSERT_TRUE(counter.receive(count.data(), count.size()));
  EXPECT_EQ(count, "5000000");
}

TEST(ChildProcess, AProgramThatIsNotThereSaysSo) {
  try {
    ChildProcess({"no-such-program-of-affekt"});
    FAIL() << "started";
  } catch (const ArtifactError& error) {
    EXPECT_STREQ(error.what(), "can't start no-such-program-of-affekt: No such file or directory");
  }
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, TellsHowItEndedAndWhatItPrinted) {
  ChildProcess failing = run_shell("echo to the output; echo to the errors >&2; exit 7");
  char byte = 0;
  EXPECT_FALSE(failing.receive(&byte, 1));
  EXPECT_EQ(failing.describe_end(), "it ended with exit code 7; it printed: to the output\nto the errors");
  ChildProcess killed = run_shell("kill -9 $$");
  EXPECT_FALSE(killed.receive(&byte, 1));
  EXPECT_THAT(killed.describe_end(), AllOf(HasSubstr("signal 9 (Killed)"), HasSubstr("memory")));
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, OfMuchOutputTheEndIsTold) {
  ChildProcess talkative = run_shell("seq 100000; echo the last line");
  char byte = 0;
  EXPECT_FALSE(talkative.receive(&byte, 1));
  const std::string end = talkative.describe_end();
  EXPECT_THAT(end, AllOf(HasSubstr("the last line"), HasSubstr("... "), Not(HasSubstr("\n1\n"))));
  EXPECT_LT(end.size(), 2000u);
}

TEST(ChildProcess, WritingToOneThatIsGoneIsNoRequestToEnd) {
  install_interrupt_handlers();
  ChildProcess gone = run_shell("exit 0");
  const std::string much(1 << 20, 'x');
  bool sent = true;
  for (int i = 0; i < 50 && sent; ++i) {
    sent = gone.send(much.data(), 1000);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(sent);
  EXPECT_FALSE(interrupt_requested());
}

TEST(ChildProcess, EndsWithItsObjectAndLeavesNoZombie) {
  pid_t id = 0;
  {
    ChildProcess sleeping = run_shell("exec sleep 100");
    id = sleeping.id();
    EXPECT_EQ(::kill(id, 0), 0);
  }
  EXPECT_NE(::kill(id, 0), 0);
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, HasNoOtherConnectionOfThisProcess) {
  // Else it would not see the end of its own when this process is killed.
  ChildProcess first = run_shell("exec sleep 100");
  ChildProcess second = run_shell("ls -l /proc/self/fd >&3");
  std::string list;
  for (char byte = 0; second.receive(&byte, 1);) list += byte;
  EXPECT_THAT(list, AllOf(HasSubstr("3 -> socket"), Not(HasSubstr("4 -> socket"))));
}

TEST(ChildProcess, AnAnswerThatDoesNotComeInTimeIsAnError) {
  ChildProcess silent = run_shell("exec sleep 100");
  char byte = 0;
  try {
    (void)silent.receive(&byte, 1, /*seconds=*/1);
    FAIL() << "answered";
  } catch (const ArtifactError& error) {
    EXPECT_STREQ(error.what(), "sh: no answer within 1 s");
  }
}

void wait_and_be_interrupted(int signal_number) {
  install_interrupt_handlers();
  ChildProcess silent = run_shell("exec sleep 100");
  std::thread asker([=] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ::kill(::getpid(), signal_number);
  });
  char byte = 0;
  try {
    (void)silent.receive(&byte, 1);
  } catch (const Interrupted& error) {
    asker.join();
    std::cerr << error.what();
    std::exit(static_cast<int>(error.code()));
  }
  std::exit(1);
}

TEST(ChildProcessDeathTest, WaitingEndsWhenAnEndIsAskedFor) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(wait_and_be_interrupted(SIGINT), testing::ExitedWithCode(130), "interrupted: waiting for sh");
}

TEST(ChildProcess, ASignalToTheTerminalsGroupDoesNotReachIt) {
  ChildProcess sleeping = run_shell("exec sleep 100");
  EXPECT_EQ(::getpgid(sleeping.id()), sleeping.id());
}

TEST(ChildProcess, IsLookedAtWithoutWaiting) {
  ChildProcess waiting = run_shell("read line <&3; exit 5");
  EXPECT_FALSE(waiting.has_ended());
  ASSERT_TRUE(waiting.send("\n", 1));
  while (!waiting.has_ended()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_EQ(waiting.exit_code(), 5);
  ChildProcess asked = run_shell("echo begun; exec sleep 60");
  while (asked.read_last_output() != "begun") std::this_thread::sleep_for(std::chrono::milliseconds(2));
  asked.ask_to_end();
  while (!asked.has_ended()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_EQ(asked.exit_code(), -SIGTERM);
}

}  // namespace
}  // namespace affekt
