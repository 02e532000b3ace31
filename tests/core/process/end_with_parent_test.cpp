#include "core/process/end_with_parent.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace affekt {
namespace {

/// What a process does that its parent has told to end with it. Gives signs of life through `pipe`.
[[noreturn]] void live_with_parent(int pipe) {
  ::signal(SIGTERM, SIG_DFL);  // other tests of this program catch it
  end_with_parent();
  if (::write(pipe, "x", 1) != 1) ::_exit(1);
  for (;;) ::pause();
}

TEST(EndWithParent, AChildEndsWhenItsParentIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    make_children_end_with_this();
    if (::fork() == 0) live_with_parent(ends[1]);
    for (;;) ::pause();
  }
  ::close(ends[1]);
  char byte = 0;
  ASSERT_EQ(::read(ends[0], &byte, 1), 1);  // the grandchild lives
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);  // and has ended: nobody holds the pipe's other end
  ::close(ends[0]);
}

TEST(EndWithParent, AChildWhoseParentHasEndedBeforeEndsAtOnce) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGTERM, SIG_DFL);           // other tests of this program catch it
    ::setenv("AFFEKT_END_WITH", "1", 1);  // not this test's number
    end_with_parent();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST(EndWithParent, WhoWasNotToldStays) {
  const pid_t child = ::fork();
  if (child == 0) {
    end_with_parent();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
}

}  // namespace
}  // namespace affekt
