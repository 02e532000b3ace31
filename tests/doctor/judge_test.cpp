// What of a machine makes a run impossible, slow or different, and how it is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "doctor/examination.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uint64_t kOneGiB = uint64_t{1} << 30;

/// Nothing is wrong with it.
Examination examine_good_machine() {
  Examination examination;
  examination.machine.instruction_sets = {"sse4_2", "avx2", "avx512_bf16"};
  examination.machine.online_cpus = 2;
  examination.machine.allowed_cpus = examination.machine.physical_cores = examination.num_threads = 2;
  examination.machine.memory_bytes = examination.machine.available_bytes = 16 * kOneGiB;
  examination.computing = {false, "bf16", {9.6e11, 0.98}};
  examination.engines = {{"libtorch", "part of affekt", ""}};
  examination.folder = "/runs";
  examination.free_disk_bytes = 100 * kOneGiB;
  return examination;
}

std::vector<std::string> list_whats(const Examination& examination) {
  std::vector<std::string> whats;
  for (const Finding& finding : judge(examination))
    whats.push_back(severity_name(finding.severity) + ": " + finding.what);
  return whats;
}

TEST(Judge, AGoodMachineHasNoFindings) {
  const Examination good = examine_good_machine();
  EXPECT_THAT(judge(good), IsEmpty());
  EXPECT_THAT(render_examination(good, judge(good)), HasSubstr("nothing here slows a run down"));
}

TEST(Judge, ErrorsStandFirstAndMakeTheMachineUnusable) {
  Examination bad = examine_good_machine();
  bad.engines.push_back({"onnxruntime", "its npm package", "install it"});
  bad.activity.others = 1.2;
  bad.activity.busiest = {{"ninja", 0.9}};
  bad.machine.available_bytes = kOneGiB / 4;
  bad.free_disk_bytes = kOneGiB / 10;
  EXPECT_THAT(list_whats(bad),
              ElementsAre("error: 0.2 GiB of memory are left", "error: 0.1 GiB are free for /runs",
                          "warning: other processes use 1.2 CPUs right now (ninja 0.9)",
                          "note: the engine onnxruntime can't be used"));
  const auto findings = judge(bad);
  EXPECT_EQ(findings.front().code, ExitCode::kArtifact);
  EXPECT_EQ(to_json(bad, findings).at("usable"), false);
  EXPECT_EQ(to_json(bad, findings).at("findings").size(), 4u);
}

TEST(Judge, OthersMatterOnlyWhereTheyLeaveTooFewCpus) {
  Examination shared = examine_good_machine();
  shared.machine.online_cpus = 64;
  shared.activity.others = 40;
  EXPECT_THAT(judge(shared), IsEmpty());
  shared.activity.others = 62.5;
  EXPECT_THAT(list_whats(shared), ElementsAre("warning: other processes use 62.5 CPUs right now"));
}

TEST(Judge, AMatrixRateThatOtherWorkHasLoweredIsTold) {
  Examination busy = examine_good_machine();
  EXPECT_THAT(render_examination(busy, judge(busy)), HasSubstr("960 GFLOP/s in bf16, which"));
  busy.computing.matrix_rate = {5e11, 0.55};
  EXPECT_THAT(list_whats(busy),
              ElementsAre("warning: while the matrix rate was measured, other work had 45 % of the CPUs"));
  EXPECT_THAT(render_examination(busy, judge(busy)), HasSubstr("auto takes (too low: see below)"));
}

TEST(Judge, WhatMakesARunDifferIsTold) {
  Examination other = examine_good_machine();
  other.machine.instruction_sets = {"sse4_2"};
  other.computing.precision = "fp32";
  other.machine.cpu_quota = 1.5;
  other.machine.gpus = {"NVIDIA H200"};
  other.variables = {{"LD_PRELOAD", "x.so", "a library is loaded before all others"}};
  EXPECT_THAT(list_whats(other), ElementsAre("warning: the processor has no AVX2",
                                             "warning: the processor multiplies no bfloat16",
                                             "warning: the container may use 1.50 CPUs",
                                             "warning: there is a GPU (NVIDIA H200), and it stays unused",
                                             "warning: LD_PRELOAD=x.so is set"));
  EXPECT_EQ(to_json(other, judge(other)).at("usable"), true);
}

class DataSets : public testing::Test {
 protected:
  std::string write_config(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  const TemporaryFolder folder_;
};

TEST_F(DataSets, ConfigsOfAFolderAreListedByName) {
  write_config("b.yaml", "");
  write_config("a.yaml", "");
  write_config("notes.txt", "");
  EXPECT_THAT(list_configs(folder_.path()),
              ElementsAre((folder_ / "a.yaml").string(), (folder_ / "b.yaml").string()));
  EXPECT_THAT(list_configs(folder_ / "missing"), IsEmpty());
}

TEST_F(DataSets, DataThatAreMissingMatterOnlyWhereTheConfigIsNamed) {
  const std::string config =
      write_config("a.yaml", "name: a\ndata: {path: " + (folder_ / "faces").string() + "}\n");
  Examination examination = examine_good_machine();
  examination.data_sets = {examine_data_set(config, false)};
  EXPECT_THAT(examination.data_sets[0].fault, HasSubstr("there is nothing at"));
  EXPECT_THAT(judge(examination), IsEmpty());
  examination.data_sets_are_named = true;
  ASSERT_EQ(judge(examination).size(), 1u);
  EXPECT_EQ(judge(examination)[0].severity, Severity::kError);
  EXPECT_EQ(judge(examination)[0].code, ExitCode::kData);
}

TEST_F(DataSets, ABadConfigIsTheConfigsFault) {
  Examination examination = examine_good_machine();
  examination.data_sets = {examine_data_set(write_config("a.yaml", "name: a\ndata: {pth: x}\n"), false)};
  examination.data_sets_are_named = true;
  EXPECT_THAT(examination.data_sets[0].fault, HasSubstr("a.yaml:2:"));
  EXPECT_EQ(judge(examination).at(0).code, ExitCode::kConfig);
}

TEST_F(DataSets, TheDigestIsOfTheFilesAndAskedForOnly) {
  std::ofstream(folder_ / "songs.csv") << "id,name\n1,a\n";
  const std::string config =
      write_config("songs.yaml", "name: s\ndata: {source: songs, path: " + (folder_ / "songs.csv").string() +
                                     "}\nmodel: {name: song_kmeans}\n");
  const DataSetState quick = examine_data_set(config, false), whole = examine_data_set(config, true);
  EXPECT_EQ(quick.fault, "");
  EXPECT_EQ(quick.digest, "");
  EXPECT_EQ(whole.fault, "");
  EXPECT_EQ(whole.digest.size(), 64u);
  std::ofstream(folder_ / "songs.csv") << "id,name\n1,b\n";
  EXPECT_NE(examine_data_set(config, true).digest, whole.digest);
}

}  // namespace
}  // namespace affekt
