#include "data/people_loader.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/core/temporary_folder.h"
#include "tests/support/tiny_people.h"

namespace affekt {
namespace {

class PeopleLoader : public testing::Test {
 protected:
  PeopleLoader() {
    testing_support::TinyPeople tiny;
    tiny.side = 6;
    tiny.same_images = true;
    file_ = std::make_shared<const PreparedRowsReader>(
        testing_support::write_tiny_people(folder_.path(), tiny), kPeopleKind);
    std::iota(rows_.begin(), rows_.end(), 0);
    options_.batch_size = 3;
    options_.images = {kBodyTensor, kContextTensor};
    options_.augment = {};
  }
  std::vector<PeopleBatch> read_all(int64_t epoch, int64_t first_step) {
    const auto loader = load_people(file_, rows_, options_, epoch, first_step);
    std::vector<PeopleBatch> batches;
    while (auto batch = loader->next()) batches.push_back(std::move(*batch));
    return batches;
  }

  const TemporaryFolder folder_;
  std::shared_ptr<const PreparedRowsReader> file_;
  std::vector<int64_t> rows_ = std::vector<int64_t>(8);
  PeopleLoaderOptions options_;
};

TEST_F(PeopleLoader, GivesThePixelsAndLabelsOfItsRows) {
  options_.augment.flip_probability = options_.augment.shift_px = options_.augment.rotation_deg =
      options_.augment.scale = options_.augment.brightness = options_.augment.contrast =
          options_.augment.erase_probability = 0;
  const std::vector<int64_t> order = {5, 0, 7, 2, 4, 1, 3, 6};
  const PeopleBatch batch = make_people_batch(*file_, rows_, options_, 0, order, 1);  // 2, 4, 1
  EXPECT_TRUE(
      torch::equal(batch.categories, torch::tensor({{0.f, 1.f, 0.f}, {0.f, 0.f, 1.f}, {0.f, 0.f, 1.f}})));
  EXPECT_TRUE(torch::equal(batch.values, torch::tensor({{4.f, 6.f, 8.f}, {6.f, 3.f, 7.f}, {3.f, 4.f, 5.f}})));
  const HostTensor expected = file_->read(kBodyTensor, {4});
  const auto& body = batch.images.at(kBodyTensor);
  for (int64_t i = 0; i < expected.count(); ++i)
    ASSERT_FLOAT_EQ(body[1].flatten()[i].item<float>(), expected.values<uint8_t>()[i]) << i;
}

TEST_F(PeopleLoader, MirrorsBothImagesOfASampleOrNone) {
  options_.augment.flip_probability = 0.5;
  options_.augment.shift_px = options_.augment.rotation_deg = options_.augment.scale =
      options_.augment.brightness = options_.augment.contrast = options_.augment.erase_probability = 0;
  int64_t num_mirrored = 0;
  for (int64_t epoch = 0; epoch < 4; ++epoch) {
    for (const PeopleBatch& batch : read_all(epoch, 0)) {
      EXPECT_TRUE(torch::equal(batch.images.at(kBodyTensor), batch.images.at(kContextTensor)));
      // Pixels grow by 37 (mod 256) from left to right.
      const auto step = batch.images.at(kBodyTensor).select(1, 0).select(1, 0);  // [N, W]
      const auto first = (step.select(1, 1) - step.select(1, 0)).remainder(256);
      num_mirrored += first.ne(37).sum().item<int64_t>();
    }
  }
  EXPECT_GT(num_mirrored, 4);  // of 32
  EXPECT_LT(num_mirrored, 28);
}

TEST_F(PeopleLoader, ChangesTheTwoImagesByDrawsOfTheirOwn) {
  options_.augment.shift_px = 2;
  for (const PeopleBatch& batch : read_all(0, 0))
    EXPECT_FALSE(torch::equal(batch.images.at(kBodyTensor), batch.images.at(kContextTensor)));
}

TEST_F(PeopleLoader, StartingInsideAnEpochGivesTheSameBatches) {
  const auto all = read_all(2, 0), rest = read_all(2, 1);
  ASSERT_EQ(all.size(), 3u);  // 3, 3 and 2 of 8
  ASSERT_EQ(rest.size(), 2u);
  for (size_t i = 0; i < rest.size(); ++i) {
    EXPECT_TRUE(torch::equal(rest[i].values, all[i + 1].values));
    EXPECT_TRUE(torch::equal(rest[i].images.at(kContextTensor), all[i + 1].images.at(kContextTensor)));
  }
}

}  // namespace
}  // namespace affekt
