// Too little memory: told before the work, and with words where it runs out.
#include "app/errors_to_exit_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <functional>
#include <new>
#include <stdexcept>
#include <system_error>

#include "tests/app/tiny_experiment.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_app::ProcessResult;
using testing_app::run_affekt;

struct Ending {
  int exit_code = 0;
  std::string err;
};

Ending end_with(const std::function<void()>& work) {
  testing::internal::CaptureStderr();
  const int exit_code = errors_to_exit_code(work, /*verbose=*/false);
  return {exit_code, testing::internal::GetCapturedStderr()};
}

TEST(OutOfMemory, IsNoBugWhicheverLibraryFindsIt) {
  const std::string of_libtorch =
      "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to "
      "allocate "
      "1981808640 bytes. Error code 12 (Cannot allocate memory)";
  const std::string of_opencv =
      "OpenCV(4.6.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 8000000000 bytes in "
      "function "
      "'OutOfMemoryError'";
  for (const std::string& text : {of_libtorch, of_opencv}) {
    const Ending ending = end_with([&] { throw std::runtime_error(text); });
    EXPECT_EQ(ending.exit_code, 4);
    EXPECT_THAT(ending.err, AllOf(HasSubstr("out of memory"), HasSubstr("train.batch_size"),
                                  HasSubstr("bytes"), Not(HasSubstr("bug"))));
  }
  EXPECT_EQ(end_with([] { throw std::bad_alloc(); }).exit_code, 4);
}

TEST(OutOfMemory, AThreadThatCannotBeStartedIsToldWithTheLimits) {
  const Ending ending = end_with(
      [] { throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)); });
  EXPECT_EQ(ending.exit_code, 4);
  EXPECT_THAT(ending.err, AllOf(HasSubstr("ulimit -u"), Not(HasSubstr("bug"))));
}

TEST(OutOfMemory, OtherFaultsStayBugs) {
  const Ending ending = end_with([] { throw std::logic_error("a row too many"); });
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("this is a bug in affekt"));
}

#ifndef __SANITIZE_ADDRESS__  // which itself needs terabytes of address space

/// affekt with less address space, as after `ulimit -v`.
class LittleAddressSpace : public testing::Test {
 protected:
  LittleAddressSpace() { ::getrlimit(RLIMIT_AS, &before_); }
  ~LittleAddressSpace() override { lift(); }
  void limit(uint64_t mib) const {
    rlimit less = before_;
    less.rlim_cur = mib << 20;
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &less), 0);
  }
  void lift() const { ::setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_ = {};
};

TEST_F(LittleAddressSpace, IsToldBeforeTheLibrariesAreLoaded) {
  limit(720);  // less than one CPU needs
  for (const char* command : {"train", "run", "prepare", "export"}) {
    const ProcessResult refused = run_affekt({command, "x.yaml"});
    EXPECT_EQ(refused.exit_code, 4) << refused.err;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("too little address space to begin with (ulimit -v)"),
                                   HasSubstr("720 MiB got")));
  }
  EXPECT_EQ(run_affekt({"config", "--schema"}).exit_code, 0);  // needs none of them
}

TEST_F(LittleAddressSpace, AModelThatDoesNotFitIsTold) {
  const testing_app::TinyExperiment tiny;
  const rlim_t enough_to_begin = 800 + (136 + 76) * static_cast<rlim_t>(::sysconf(_SC_NPROCESSORS_CONF)) + 64;
  limit(enough_to_begin);
  // The first activations of a batch: 128 x 1024 x 48 x 48 values.
  const ProcessResult refused =
      tiny.execute("train", "large", {"--set", "model.channels=[1024, 16]", "--set", "train.batch_size=128"});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("out of memory; the limits here: address space "),
                                 HasSubstr("train.batch_size"), Not(HasSubstr("bug"))));
}

#endif

}  // namespace
}  // namespace affekt
