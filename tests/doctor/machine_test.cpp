#include "doctor/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "doctor/activity.h"
#include "doctor/environment.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A folder with /proc and /sys of its own.
class MachineTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  const TemporaryFolder root_;
};

TEST_F(MachineTest, MemoryIsReadInBytes) {
  write("proc/meminfo",
        "MemTotal:       8000 kB\nMemFree:        1 kB\nMemAvailable:   2000 kB\n"
        "SwapTotal:      500 kB\nSwapFree:       100 kB\n");
  const Machine machine = read_machine(root_.path());
  EXPECT_EQ(machine.memory_bytes, 8000u * 1024);
  EXPECT_EQ(machine.available_bytes, 2000u * 1024);
  EXPECT_EQ(machine.swapped_bytes, 400u * 1024);
}

TEST_F(MachineTest, GpusAreNamedWithoutTheirLibrary) {
  EXPECT_THAT(read_machine(root_.path()).gpus, IsEmpty());
  write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   \t\t 42\n");
  EXPECT_THAT(read_machine(root_.path()).gpus, ElementsAre("NVIDIA H200"));
}

TEST_F(MachineTest, OnlyAGovernorThatHoldsTheClockDownIsNamed) {
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "intel_pstate\n");
  EXPECT_EQ(read_machine(root_.path()).governor, "");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "acpi-cpufreq\n");
  EXPECT_EQ(read_machine(root_.path()).governor, "powersave");
}

TEST_F(MachineTest, TheDiskOfAFolderThatIsNotMadeYetIsItsParents) {
  const auto here = find_free_disk_bytes(root_.path()), below = find_free_disk_bytes(root_ / "a/b/c");
  ASSERT_TRUE(here && below);
  EXPECT_GT(*below, 0u);
}

TEST_F(MachineTest, CountersAreReadWithNamesThatHoldBlanksAndBrackets) {
  write("proc/stat", "cpu  100 20 30 4000 50 6 7 80 0 0\ncpu0 1 1 1 1\n");
  write("proc/42/stat", "42 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 11 22 0 0 20\n");
  write("proc/self/stat", "not a process of its own\n");
  const ActivityCounters counters = read_activity_counters(root_.path());
  EXPECT_EQ(counters.busy, 100u + 20 + 30 + 6 + 7);
  EXPECT_EQ(counters.stolen, 80u);
  ASSERT_EQ(counters.processes.size(), 1u);
  EXPECT_EQ(counters.processes.at(42).name, "a (b) c");
  EXPECT_EQ(counters.processes.at(42).ticks, 33u);
}

TEST(Activity, OwnWorkIsLeftOutAndOthersAreNamedFromTheBusiestOn) {
  ActivityCounters before, after;
  before.busy = 1000;
  after.busy = 1300;  // 300 ticks in 2 s at 100 a second: 1.5 CPUs
  after.stolen = 20;
  before.processes = {{1, {"own", 10}}, {2, {"little", 0}}, {3, {"much", 100}}, {4, {"idle", 5}}};
  after.processes = {
      {1, {"own", 60}}, {2, {"little", 30}}, {3, {"much", 300}}, {4, {"idle", 6}}, {5, {"new", 60}}};
  const Activity activity = compare_counters(before, after, /*own=*/1, /*seconds=*/2, /*ticks_a_second=*/100);
  EXPECT_DOUBLE_EQ(activity.others, 1.5 - 0.25);
  EXPECT_DOUBLE_EQ(activity.stolen, 0.1);
  ASSERT_EQ(activity.busiest.size(), 3u);
  EXPECT_EQ(activity.busiest[0].name, "much");
  EXPECT_DOUBLE_EQ(activity.busiest[0].cpus, 1.0);
  EXPECT_EQ(activity.busiest[1].name, "new");  // it has begun in between
  EXPECT_DOUBLE_EQ(activity.busiest[1].cpus, 0.3);
  EXPECT_EQ(activity.busiest[2].name, "little");
  EXPECT_DOUBLE_EQ(activity.busiest[2].cpus, 0.15);
}

TEST(Activity, ThisProcessIsAmongThoseOfTheMachine) {
  EXPECT_EQ(read_activity_counters().processes.count(::getpid()), 1u);
}

std::vector<VariableFinding> examine_with(const std::map<std::string, std::string>& variables) {
  return examine_environment(
      [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      /*num_threads=*/4);
}

TEST(Environment, FewerThreadsThanTheRunsAreTold) {
  const auto found = examine_with({{"OMP_NUM_THREADS", "1"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name + "=" + found[0].value, "OMP_NUM_THREADS=1");
  EXPECT_THAT(found[0].effect, HasSubstr("OpenBLAS uses at most 1 of 4 threads"));
}

TEST(Environment, WhatHasNoEffectIsNotTold) {
  EXPECT_THAT(examine_with({}), IsEmpty());
  EXPECT_THAT(examine_with({{"OMP_NUM_THREADS", "4"}, {"OMP_WAIT_POLICY", "passive"}, {"LD_PRELOAD", ""}}),
              IsEmpty());
  EXPECT_EQ(examine_with({{"OMP_WAIT_POLICY", "ACTIVE"}, {"ATEN_CPU_CAPABILITY", "avx2"}}).size(), 2u);
}

}  // namespace
}  // namespace affekt
