#include "ingest/demo/demo_emotic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "core/error.h"
#include "ingest/demo/demo_scene.h"
#include "tests/ingest/sources/emotic/emotic_set.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

/// Made and prepared once for all tests of this file.
struct DemoEmotic {
  explicit DemoEmotic(const std::string& layout) {
    const auto path = folder / "demo";
    make_demo_data("emotic", path, choose_demo_options("emotic", layout, {}));
    config.source = "emotic";
    config.path = path.string();
    config.prepared_dir = (folder / "prepared").string();
    config.people.body_px = config.people.context_px = 32;
    rows = std::make_unique<PreparedRowsReader>(prepare_emotic(config).path, kPeopleKind);
  }
  TemporaryFolder folder;
  DataConfig config;
  std::unique_ptr<PreparedRowsReader> rows;
};

const DemoEmotic& demo_mat() {
  static const DemoEmotic demo("mat");
  return demo;
}
const DemoEmotic& demo_csv() {
  static const DemoEmotic demo("csv");
  return demo;
}

TEST(DemoEmotic, BothLayoutsHoldTheSamePeople) {
  const PreparedRowsReader &mat = *demo_mat().rows, &csv = *demo_csv().rows;
  EXPECT_EQ(mat.source_ids(), csv.source_ids());
  EXPECT_EQ(mat.splits(), csv.splits());
  for (const RowTensor& tensor : mat.tensors())
    EXPECT_EQ(mat.read(tensor.name, all_rows(mat)).bytes, csv.read(tensor.name, all_rows(csv)).bytes)
        << tensor.name;
  EXPECT_EQ(mat.about()["counts"], csv.about()["counts"]);
  EXPECT_EQ(mat.envelope().dataset_name, "synthetic emotic");
}

TEST(DemoEmotic, HasTheTraitsOfTheRealSet) {
  const nlohmann::json& about = demo_mat().rows->about();
  for (const char* count : {"people_without_categories", "people_without_values", "people_without_area",
                            "people_of_other_lists", "pictures_in_two_lists", "boxes_cut"})
    EXPECT_GT(about["counts"][count], 0) << count;
  EXPECT_GT(about["counts"]["people"].get<int64_t>(), about["counts"]["pictures"].get<int64_t>());
  EXPECT_EQ(about["lists"]["train"]["annotators"], 1);
  EXPECT_EQ(about["lists"]["validation"]["annotators"], 3);
  EXPECT_EQ(about["lists"]["test"]["annotators"], 5);
  const PreparedRowsReader& rows = *demo_mat().rows;
  double named[3] = {}, people[3] = {};
  const std::vector<uint8_t> categories = values_of<uint8_t>(rows, "categories");
  for (size_t i = 0; i < categories.size(); ++i) {
    named[static_cast<int>(rows.splits()[i / 26])] += categories[i];
    people[static_cast<int>(rows.splits()[i / 26])] += 1.0 / 26;
  }
  EXPECT_GT(named[2] / people[2], 1.2 * named[0] / people[0]);  // unions name more
}

TEST(DemoEmotic, IsTheSameForTheSameSeed) {
  const TemporaryFolder folder;
  const auto make = [&](const std::string& name, int64_t seed) {
    const auto options = choose_demo_options(
        "emotic", {}, {{"--num-train", 7}, {"--num-validation", 7}, {"--num-test", 7}, {"--seed", seed}});
    make_demo_data("emotic", folder / name, options);
    return read_text_file(folder / name / "Annotations/Annotations.mat");
  };
  const std::string bytes = make("a", 1);
  EXPECT_EQ(make("b", 1), bytes);
  EXPECT_NE(make("c", 2), bytes);
}

TEST(DemoScene, HasThesePixelsWhateverOpencvDrawsIt) {
  std::string pixels;
  for (uint64_t i = 0; i < 20; ++i) {
    RandomStream stream(1, "demo_scene", i);
    DemoFigure figure;
    for (double* of : {&figure.feeling.valence, &figure.feeling.arousal, &figure.feeling.dominance})
      *of = stream.uniform(1, 10);
    figure.center_x_px = stream.uniform(40, 280);
    figure.feet_y_px = stream.uniform(150, 239);
    figure.height_px = stream.uniform(90, 200);
    DemoFigure other = figure;
    other.center_x_px = stream.uniform(40, 280);
    const cv::Mat scene = draw_scene({320, 240}, figure.feeling, {figure, other}, stream);
    pixels.append(scene.ptr<char>(), scene.ptr<char>() + 3 * scene.total());
  }
  // With OpenCV 4.6 and 4.10.
  EXPECT_EQ(sha256_of(pixels), "4b02a1dda3e2ad876ee9f1746f1ad4a527107533e0be211802068fa8a5d66492");
}

// Raised arms make the box wide, and where the sky is bright people feel well.
TEST(DemoEmotic, ShowsWhatPeopleFeel) {
  DemoFigure calm{{5, 1, 5}, 80, 150, 120}, excited{{5, 6, 5}, 80, 150, 120};
  EXPECT_GT(excited.box().width, calm.box().width);
  const auto brightness_at = [](double valence) {
    RandomStream stream(1, "demo_scene");
    return cv::mean(draw_scene({160, 200}, {valence, 3, 5}, {}, stream))[0];
  };
  EXPECT_GT(brightness_at(9), brightness_at(2) + 40);
}

TEST(DemoEmotic, RefusesOtherLayoutsAndCounts) {
  const TemporaryFolder folder;
  const auto fault_of = [&](const std::string& layout, int64_t num_test) {
    return message_of<ConfigError>([&] {
      make_demo_data("emotic", folder / "demo",
                     choose_demo_options("emotic", layout, {{"--num-test", num_test}}));
    });
  };
  EXPECT_THAT(fault_of("folders", 40), HasSubstr("layout mat or csv expected, 'folders' got"));
  EXPECT_THAT(fault_of("mat", 0), HasSubstr("7 to 100000 people"));
  EXPECT_EQ(folder.count_files(), 0u);
}

}  // namespace
}  // namespace affekt
