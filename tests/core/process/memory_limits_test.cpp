#include "core/process/memory_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr uint64_t kMiB = uint64_t{1} << 20;

/// A folder with /proc and /sys of its own.
class MemoryLimitsTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  uint64_t read_resident() const { return read_memory_limits(root_.path()).resident; }

 private:
  TemporaryFolder root_;
};

TEST_F(MemoryLimitsTest, TheLimitOfAGroupOfVersionTwoIsFound) {
  write("proc/self/cgroup", "0::/job/step\n");
  write("sys/fs/cgroup/job/step/memory.max", "max\n");
  EXPECT_EQ(read_resident(), kNoMemoryLimit);
  write("sys/fs/cgroup/job/step/memory.max", "314572800\n");
  EXPECT_EQ(read_resident(), 300 * kMiB);
  write("sys/fs/cgroup/job/memory.max", "209715200\n");  // the group that it lies in has less
  EXPECT_EQ(read_resident(), 200 * kMiB);
}

TEST_F(MemoryLimitsTest, TheLimitOfAGroupOfVersionOneIsFoundUnderTheHostsPathToo) {
  write("proc/self/cgroup", "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(read_resident(), kNoMemoryLimit);
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");
  EXPECT_EQ(read_resident(), 128 * kMiB);
}

TEST_F(MemoryLimitsTest, WithoutGroupsThereIsNoLimit) {
  EXPECT_EQ(read_resident(), kNoMemoryLimit);
}

TEST(TooLittleMemory, IsToldWithTheLimitAndTheNeed) {
  EXPECT_EQ(explain_too_little_memory({}, 2, 2), "");
  MemoryLimits limits;
  limits.address_space = 976 * kMiB;
  EXPECT_EQ(
      explain_too_little_memory(limits, 2, 2),
      "too little address space to begin with (ulimit -v): at least 1224 MiB expected, 976 MiB got; raise "
      "that limit");
  EXPECT_EQ(describe_memory_limits(limits), "address space 976 MiB (ulimit -v)");
  limits = {};
  limits.data = 723 * kMiB;
  EXPECT_THAT(explain_too_little_memory(limits, 2, 2), AllOf(HasSubstr("ulimit -d"), HasSubstr("724 MiB")));
  limits.data = 724 * kMiB;
  EXPECT_EQ(explain_too_little_memory(limits, 2, 2), "");
  limits.resident = 64 * kMiB;
  EXPECT_THAT(explain_too_little_memory(limits, 2, 2), AllOf(HasSubstr("cgroup"), HasSubstr("64 MiB")));
}

}  // namespace
}  // namespace affekt
