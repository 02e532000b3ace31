#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "store/prepared_file.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

PreparedData make_recordings(const std::vector<Split>& splits) {
  WaveformSamples samples;
  for (const Split split : splits) {
    samples.waves.insert(samples.waves.end(), {1, -2, 3});
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.labels.push_back(0);
    samples.splits.push_back(split);
    samples.source_ids.push_back("clip" + std::to_string(samples.num_samples));
    samples.has_train_duplicate.push_back(0);
    ++samples.num_samples;
  }
  PreparedData prepared;
  prepared.info.class_names = {"calm"};
  prepared.samples = samples;
  return prepared;
}

TEST(CountSplits, CountsEachSplitByItself) {
  const TemporaryFolder folder;
  write_prepared(folder.path() / "recordings.h5",
                 make_recordings({Split::kTest, Split::kTrain, Split::kTrain, Split::kTest, Split::kTest}));
  const SplitCounts counts = count_splits(folder.path() / "recordings.h5");
  EXPECT_EQ(counts.train, 2);
  EXPECT_EQ(counts.validation, 0);
  EXPECT_EQ(counts.test, 3);
  EXPECT_EQ(counts.of(Split::kTrain), 2);
  EXPECT_EQ(counts.of(Split::kValidation), 0);
  EXPECT_EQ(counts.of(Split::kTest), 3);
}

TEST(CountSplits, NamesAFileThatIsNone) {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "recordings.h5", "no HDF5");
  EXPECT_THAT(message_of<DataError>([&] { count_splits(folder.path() / "recordings.h5"); }),
              ::testing::HasSubstr("recordings.h5"));
  EXPECT_THAT(message_of<DataError>([&] { count_splits(folder.path() / "none.h5"); }),
              ::testing::HasSubstr("none.h5"));
}

}  // namespace
}  // namespace affekt
