// `affekt doctor` on this machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::HasSubstr;

TEST(DoctorCommand, TellsMachineSoftwareAndEnginesAsJson) {
  const TemporaryFolder folder;
  const auto result = run_affekt({"doctor", "--json"}, {folder.path(), {"OMP_WAIT_POLICY=active"}});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto told = nlohmann::json::parse(result.out);
  EXPECT_EQ(told.at("usable"), true);
  EXPECT_GE(told.at("machine").at("physical_cores"), 1);
  EXPECT_GT(told.at("machine").at("matrix_flops_a_second"), 1e8);
  EXPECT_GT(told.at("machine").at("matrix_cpu_share"), 0);
  EXPECT_LE(told.at("machine").at("matrix_cpu_share"), 1);
  EXPECT_GT(told.at("machine").at("memory_bytes"), 0);
  for (const char* library : {"affekt", "LibTorch", "OpenCV", "HDF5", "glibc"})
    EXPECT_FALSE(told.at("software").at(library).get<std::string>().empty());
  EXPECT_EQ(told.at("engines").at(1).at("name"), "opencv");
  EXPECT_EQ(told.at("engines").at(1).at("usable"), true);
  EXPECT_EQ(told.at("data_sets").size(), 0u);  // there is no folder configs here
  EXPECT_THAT(told.at("findings").dump(), HasSubstr("OMP_WAIT_POLICY=active is set"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(DoctorCommand, ANamedConfigNeedsItsData) {
  const TemporaryFolder folder;
  write_file(folder / "faces.yaml", "name: faces\ndata: {path: nowhere}\n");
  const auto result = run_affekt({"doctor", "faces.yaml"}, {folder.path(), {}});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err,
              HasSubstr("affekt: error: faces.yaml can't run: data.path: there is nothing at nowhere"));
  EXPECT_THAT(result.out, HasSubstr("error: faces.yaml can't run"));
  EXPECT_THAT(result.out, HasSubstr("machine\n  system"));
}

}  // namespace
}  // namespace affekt::testing_app
