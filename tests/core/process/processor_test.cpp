#include "core/process/processor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/process/cpu_quota.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ProcessorTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  const TemporaryFolder root_;
};

TEST_F(ProcessorTest, NameAndInstructionSetsAreTheKernelsOnX86) {
  write("proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\n"
        "flags\t\t: fpu sse4_2 avx2 avx512f fma avx512_bf16 amx_bf16\n\n"
        "processor\t: 1\nflags\t\t: fpu\n");
  EXPECT_EQ(processor_name(root_.path()), "Some CPU @ 2.00GHz");
  EXPECT_THAT(read_instruction_sets(root_.path()),
              ElementsAre("sse4_2", "fma", "avx2", "avx512f", "avx512_bf16", "amx_bf16"));
}

TEST_F(ProcessorTest, AnArmProcessorHasFeaturesAndMayHaveNoName) {
  write("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd sve bf16\nCPU part\t: 0xd40\n");
  EXPECT_EQ(processor_name(root_.path()), "unknown");
  EXPECT_THAT(read_instruction_sets(root_.path()), ElementsAre("asimd", "sve", "bf16"));
}

TEST_F(ProcessorTest, WithoutProcNothingIsKnown) {
  EXPECT_EQ(processor_name(root_.path()), "unknown");
  EXPECT_THAT(read_instruction_sets(root_.path()), IsEmpty());
}

TEST_F(ProcessorTest, TheQuotaOfAContainerIsInCpus) {
  EXPECT_FALSE(read_cpu_quota(root_.path()));
  write("sys/fs/cgroup/cpu.max", "max 100000\n");
  EXPECT_FALSE(read_cpu_quota(root_.path()));
  write("sys/fs/cgroup/cpu.max", "150000 100000\n");
  EXPECT_EQ(read_cpu_quota(root_.path()), 1.5);
}

}  // namespace
}  // namespace affekt
