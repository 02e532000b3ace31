#include "runs/run_in_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

TEST(RunInUse, WhileSomebodyHoldsOneOfItsLocks) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path() / "run"};
  for (const std::filesystem::path& file : {run.lock(), run.state_lock()}) {
    refuse_run_in_use(run);
    const RunLock lock(run, file);
    EXPECT_THROW(refuse_run_in_use(run), ArtifactError) << file;
  }
  refuse_run_in_use(run);
}

TEST(RunInUse, ALockFileThatAKilledRunLeftIsNotALock) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path()};
  std::ofstream(run.lock()) << "";
  refuse_run_in_use(run);
  EXPECT_TRUE(std::filesystem::exists(run.lock()));
}

}  // namespace
}  // namespace affekt
