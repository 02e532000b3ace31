#include "runs/run_in_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

TEST(RunInUse, WhileSomebodyHoldsItsLock) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path() / "run"};
  EXPECT_FALSE(is_run_in_use(run));
  {
    const RunLock lock(run);
    EXPECT_TRUE(is_run_in_use(run));
    EXPECT_THROW(refuse_run_in_use(run), ArtifactError);
  }
  EXPECT_FALSE(is_run_in_use(run));
  refuse_run_in_use(run);
}

TEST(RunInUse, ALockFileThatAKilledRunLeftIsNotALock) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path()};
  std::ofstream(run.lock()) << "";
  EXPECT_FALSE(is_run_in_use(run));
  EXPECT_TRUE(std::filesystem::exists(run.lock()));
}

}  // namespace
}  // namespace affekt
