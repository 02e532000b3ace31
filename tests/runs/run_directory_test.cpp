#include "runs/run_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text = "x") {
  fs::create_directories(path.parent_path());
  write_text_atomically(path, text);
}

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.insert(entry.path().lexically_relative(folder).string());
  return files;
}

/// A run with all that affekt writes into one.
void make_run(const fs::path& root) {
  for (const char* name :
       {"checkpoints/some_file", "tensorboard/some_file", "profile.json", "figures/confusion.svg",
        "test_data_set_0/input_0.pb", "test_data_set_1/output_0.pb", "report_train_0123abcd/report.json",
        "report_train_0123abcd/figures/confusion.svg"})
    write(root / name);
  for (const char* name :
       {"manifest.json", "train.log", "metrics.csv", "best.safetensors", "local.json", "song_model.json",
        "report.json", "report.md", "report.html", "predictions.csv", "baseline_predictions.csv",
        "model.onnx", "model.json", "model_card.md", "report.md.999999999-4.tmp"})
    write(root / name);
  write(root / "config.yaml", "# Effective config of affekt\n");
}

TEST(RunDirectory, RemovingTakesAllOfTheRunAndItsFoldsButNothingElse) {
  const TemporaryFolder folder;
  const RunPaths paths{folder.path()};
  make_run(folder.path());
  for (const char* fold : {"fold_1", "fold_12"}) make_run(folder.path() / fold);
  write(folder.path() / "fold_1/.lock");
  write(folder.path() / "fold_12/mine.txt");
  write(folder.path() / "notes.txt");
  write(folder.path() / "fold_2/photo.jpg");  // named like a fold, but no run of affekt
  write(folder.path() / "report.json.bak");
  remove_run_files(paths);
  EXPECT_EQ(files_in(folder.path()),
            (std::set<std::string>{"fold_12/mine.txt", "fold_2/photo.jpg", "notes.txt", "report.json.bak"}));
  EXPECT_FALSE(fs::exists(folder.path() / "fold_1"));
}

TEST(RunDirectory, TemporariesOfProcessesAtWorkStay) {
  const TemporaryFolder folder;
  const std::string of_parent = "model.onnx." + std::to_string(::getppid()) + "-0.tmp";
  write(folder.path() / of_parent / "model.onnx");
  write(folder.path() / "model.onnx.999999999-0.tmp/model.onnx");  // larger than any process's number
  write(folder.path() / ("model.onnx." + std::to_string(::getpid()) + "-0.tmp"));
  write(folder.path() / "mine.999999999-0.tmp");
  remove_run_temporaries(RunPaths{folder.path()});
  EXPECT_EQ(files_in(folder.path()),
            (std::set<std::string>{of_parent + "/model.onnx", "mine.999999999-0.tmp"}));
}

TEST(RunDirectory, RemovingResultsLeavesTheTraining) {
  const TemporaryFolder folder;
  make_run(folder.path());
  for (const char* name : {"figures/mine.png", "test_data_set_0/mine.pb", "report_train_0123abcd/mine.txt"})
    write(folder.path() / name);
  remove_run_results(RunPaths{folder.path()});
  EXPECT_FALSE(fs::exists(folder.path() / "test_data_set_1"));
  EXPECT_EQ(
      files_in(folder.path()),
      (std::set<std::string>{"figures/mine.png", "test_data_set_0/mine.pb", "report_train_0123abcd/mine.txt",
                             "best.safetensors", "checkpoints/some_file", "config.yaml", "local.json",
                             "manifest.json", "metrics.csv", "profile.json", "report.md.999999999-4.tmp",
                             "song_model.json", "tensorboard/some_file", "train.log"}));
}

TEST(RunDirectory, KnowsTrainingsOfItsFolds) {
  const TemporaryFolder folder;
  const RunPaths paths{folder.path() / "run"};
  EXPECT_FALSE(holds_fold_training(paths));
  make_run(folder.path() / "run/fold_3");
  EXPECT_TRUE(holds_fold_training(paths));
  EXPECT_FALSE(holds_training(paths));
  fs::remove_all(paths.root / "fold_3/checkpoints");
  fs::remove(paths.root / "fold_3/best.safetensors");
  EXPECT_TRUE(holds_fold_training(paths));  // a model that is no network is left
  fs::remove(paths.root / "fold_3/song_model.json");
  EXPECT_FALSE(holds_fold_training(paths));  // a published one
}

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
