#include "runs/checkpoint.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
Checkpoint checkpoint_of(int64_t step) {
  return {{{"model/w", torch::full({3}, static_cast<double>(step))}}, {{"step", step}, {"third", 1.0 / 3}}};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Checkpoint, RoundTripIsExact) {
  const TemporaryFolder folder;
  write_checkpoint(folder.path(), 7, checkpoint_of(7));
  const auto back = read_newest_checkpoint(folder.path());
  ASSERT_TRUE(back);
  EXPECT_TRUE(torch::equal(back->tensors.at(0).tensor, torch::full({3}, 7.0)));
  EXPECT_EQ(back->state.at("third").get<double>(), 1.0 / 3);
}

TEST(Checkpoint, TheTwoNewestAreKept) {
  const TemporaryFolder folder;
  for (const int64_t step : {9, 10, 100, 2000}) write_checkpoint(folder.path(), step, checkpoint_of(step));
  EXPECT_EQ(names_in(folder.path()),
            (std::vector<std::string>{"step-000000000100.ckpt", "step-000000002000.ckpt"}));
  EXPECT_EQ(read_newest_checkpoint(folder.path())->state.at("step"), 2000);
}

TEST(Checkpoint, ACutNewestIsPassedOverForTheOneBefore) {
  const TemporaryFolder folder;
  write_checkpoint(folder.path(), 1, checkpoint_of(1));
  write_checkpoint(folder.path(), 2, checkpoint_of(2));
  const auto newest = folder.path() / "step-000000000002.ckpt";
  for (const auto size : {fs::file_size(newest) - 1, fs::file_size(newest) / 2, uintmax_t{0}}) {
    fs::resize_file(newest, size);
    EXPECT_EQ(read_newest_checkpoint(folder.path())->state.at("step"), 1) << size;
  }
}

TEST(Checkpoint, AFlippedBitIsFound) {
  const TemporaryFolder folder;
  write_checkpoint(folder.path(), 1, checkpoint_of(1));
  const auto path = folder.path() / "step-000000000001.ckpt";
  auto bytes = read_text_file(path);
  bytes[bytes.size() - 2] = static_cast<char>(bytes[bytes.size() - 2] ^ 1);
  write_text_atomically(path, bytes);
  try {
    read_newest_checkpoint(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("its only checkpoint can't be read"), std::string::npos) << message;
    EXPECT_NE(message.find("--overwrite"), std::string::npos) << message;
  }
}

TEST(Checkpoint, OneOfAnotherVersionIsRefusedWithTheWaysOut) {
  const TemporaryFolder folder;
  write_checkpoint(folder.path(), 1, checkpoint_of(1));
  write_checkpoint(folder.path(), 2, checkpoint_of(2));
  const auto newest = folder.path() / "step-000000000002.ckpt";
  SafetensorsFile file = read_safetensors(newest);
  file.metadata["affekt_checkpoint_version"] = "2";
  write_safetensors(newest, file);
  try {
    read_newest_checkpoint(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("step-000000000002.ckpt"), std::string::npos) << message;
    EXPECT_NE(message.find("its format is 2, this one reads 4"), std::string::npos) << message;
    EXPECT_NE(message.find("--overwrite"), std::string::npos) << message;
  }
}

TEST(Checkpoint, NoFolderMeansNoCheckpoint) {
  const TemporaryFolder folder;
  EXPECT_FALSE(read_newest_checkpoint(folder.path() / "none"));
  EXPECT_FALSE(read_newest_checkpoint(folder.path()));
}

}  // namespace
}  // namespace affekt
