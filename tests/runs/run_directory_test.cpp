#include "runs/run_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "core/atomic_file.h"
#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

TEST(RunLock, ASecondHolderIsRefusedUntilTheFirstLetsGo) {
  const TemporaryFolder folder;
  const RunPaths paths{folder.path() / "run"};
  {
    const RunLock first(paths);
    EXPECT_THROW(RunLock second(paths), ArtifactError);
  }
  EXPECT_NO_THROW(RunLock third(paths));
}

TEST(RunLock, LeavesNothingWhereNothingWas) {
  const TemporaryFolder folder;
  {
    const RunLock lock(RunPaths{folder.path() / "deep/er/run"});
    EXPECT_TRUE(fs::exists(folder.path() / "deep/er/run/.lock"));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(RunLock, LeavesWhatWasThereAndWhatWasWritten) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "empty");
  { const RunLock lock(RunPaths{folder.path() / "empty"}); }
  EXPECT_TRUE(fs::is_empty(folder.path() / "empty"));
  {
    const RunLock lock(RunPaths{folder.path() / "deep/run"});
    write_text_atomically(folder.path() / "deep/run/config.yaml", "x");
  }
  EXPECT_TRUE(fs::exists(folder.path() / "deep/run/config.yaml"));
  EXPECT_FALSE(fs::exists(folder.path() / "deep/run/.lock"));
}

TEST(RunLock, NeverHasTwoHoldersThoughItsFileComesAndGoes) {
  const TemporaryFolder folder;
  const RunPaths paths{folder.path() / "run"};
  std::atomic<int> inside{0}, num_held{0};
  std::atomic<bool> two_at_once{false};
  const auto work = [&] {
    for (int i = 0; i < 300; ++i) {
      try {
        const RunLock lock(paths);
        if (++inside > 1) two_at_once = true;
        ++num_held;
        --inside;
      } catch (const ArtifactError&) {  // somebody else holds it
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(two_at_once);
  EXPECT_GT(num_held, 0);
  EXPECT_FALSE(fs::exists(paths.lock()));
}

}  // namespace
}  // namespace affekt
