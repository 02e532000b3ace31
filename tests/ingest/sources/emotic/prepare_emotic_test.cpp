// The rules by which EMOTIC's people become rows, on sets small enough to count by hand.
#include "ingest/prepare_emotic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "ingest/prepare.h"
#include "tests/ingest/sources/emotic/emotic_set.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The left half red, the right half blue.
std::string make_two_colours() {
  cv::Mat image(20, 40, CV_8UC3, cv::Scalar(0, 0, 255));
  image.colRange(20, 40).setTo(cv::Scalar(255, 0, 0));
  return encode(image, ".png");
}

/// Red, green and blue in the middle of the left and of the right half.
std::vector<int> look_at_halves(const HostTensor& image) {
  const auto* pixels = image.values<uint8_t>();
  std::vector<int> colours;
  for (const int x : {8, 24})
    for (int channel = 0; channel < 3; ++channel) colours.push_back(pixels[channel * 1024 + 16 * 32 + x]);
  return colours;
}

TEST(PrepareEmotic, RowsHoldThePersonAndTheWholePicture) {
  EmoticSet set;
  write_bytes(set.picture("a.png"), make_two_colours());
  set.add_list("train", {{"a.png", "[0, 0, 40, 20]", "['Yearning']", "[1, 10, 2.5]"},
                         {"b.png"},
                         {"a.png", "[20, 0, 40, 20]", "['Affection', 'Anger']"}});
  set.add_list("val", {{"c.png"}});
  const auto reader = set.prepare();
  EXPECT_EQ(reader->envelope().dataset_name, "emotic");
  EXPECT_THAT(reader->source_ids(), ElementsAre("framesdb/images/a.png#1", "framesdb/images/a.png#2",
                                                "framesdb/images/b.png#1", "framesdb/images/c.png#1"));
  EXPECT_THAT(reader->splits(), ElementsAre(Split::kTrain, Split::kTrain, Split::kTrain, Split::kValidation));
  EXPECT_THAT(values_of<int32_t>(*reader, "image"), ElementsAre(0, 0, 1, 2));
  EXPECT_THAT(look_at_halves(reader->read("context", {1})), ElementsAre(255, 0, 0, 0, 0, 255));
  EXPECT_THAT(look_at_halves(reader->read("body", {1})), ElementsAre(0, 0, 255, 0, 0, 255));
  const HostTensor values = reader->read("values", {0}), categories = reader->read("categories", {1});
  EXPECT_THAT(std::vector<float>(values.values<float>(), values.values<float>() + 3),
              ElementsAre(1, 10, 2.5F));
  for (int k = 0; k < 26; ++k) EXPECT_EQ(categories.values<uint8_t>()[k], k < 2 ? 1 : 0) << k;
  EXPECT_EQ(reader->about()["category_names"][25], "Yearning");
  EXPECT_EQ(reader->about()["value_names"][2], "dominance");
  EXPECT_EQ(reader->about()["layout"], "train.csv, val.csv");
  EXPECT_EQ(reader->about()["lists"]["train"]["people"], 3);
  EXPECT_TRUE(reader->about()["lists"]["train"]["annotators"].is_null());
}

TEST(PrepareEmotic, ABlankedPersonLeavesThePictureOnly) {
  EmoticSet set;
  write_bytes(set.picture("a.png"), make_two_colours());
  set.add_list("train", {{"a.png", "[20, 0, 40, 20]"}});
  set.add_list("val", {{"c.png"}});
  set.config().people.blank_person = true;
  const auto reader = set.prepare();
  EXPECT_THAT(look_at_halves(reader->read("context", {0})), ElementsAre(255, 0, 0, 124, 116, 104));
  EXPECT_THAT(look_at_halves(reader->read("body", {0})), ElementsAre(0, 0, 255, 0, 0, 255));
}

TEST(PrepareEmotic, WhatTheRulesDoIsCounted) {
  EmoticSet set;
  set.add_list("train", {{"a.png"},
                         {"a.png", "[0, 0, 40, 20]", "[]"},
                         {"a.png", "[0, 0, 40, 20]", "['Peace']", "[5, nan, 6]"},
                         {"a.png", "[0, 0, 40, 20]", "['Peace']", "[]"},
                         {"a.png", "[10, 0, 10, 20]"},
                         {"a.png", "[-3, 5, 30, 25]"},
                         {"half.png", "[0, 0, 80, 40]", "['Peace']", "[5, 6, 7]", "[40, 80]"},
                         {"train_copy_of_d.png"},
                         {"a_again.png"}});
  set.add_list("val", {{"c.png"}});
  set.add_list("test", {{"d.png"}, {"c.png"}});
  const auto copy = [&](const char* from, const char* to) {
    fs::copy_file(set.picture(from), set.picture(to), fs::copy_options::overwrite_existing);
  };
  copy("d.png", "train_copy_of_d.png");
  copy("a.png", "a_again.png");
  set.add_list("val", {{"c.png"}, {"e.png"}});
  const auto reader = set.prepare();
  const nlohmann::json expected = {{"people_listed", 13},
                                   {"people", 7},
                                   {"people_without_categories", 1},
                                   {"people_without_values", 2},
                                   {"people_without_area", 1},
                                   {"people_of_other_lists", 2},
                                   {"pictures_in_two_lists", 2},
                                   {"pictures", 5},
                                   {"repeated_pictures", 1},
                                   {"boxes_cut", 1},
                                   {"pictures_padded", 0},
                                   {"pictures_scaled", 1},
                                   {"pictures_turned", 0}};
  EXPECT_EQ(reader->about()["counts"], expected);
  EXPECT_THAT(reader->source_ids(),
              ElementsAre("framesdb/images/a.png#1", "framesdb/images/a.png#6",
                          "framesdb/images/a_again.png#1", "framesdb/images/half.png#1",
                          "framesdb/images/e.png#1", "framesdb/images/d.png#1", "framesdb/images/c.png#1"));
  EXPECT_EQ(reader->splits().back(), Split::kTest);  // c.png, though val lists it too
  EXPECT_THAT(values_of<int32_t>(*reader, "image"), ElementsAre(0, 0, 0, 1, 2, 3, 4));
}

TEST(PrepareEmotic, FoldsOfTheTestListTakeEachPictureOnce) {
  EmoticSet set;
  set.add_list("val", {{"v.png"}});
  set.add_list("test", {{"a.png"}, {"b.png"}, {"a.png"}, {"c.png"}, {"d.png"}, {"e.png"}, {"e.png"}});
  set.config().split.plan = "folds_of_official_test";
  set.config().split.num_folds = 3;
  std::multiset<std::string> tested;
  for (int64_t fold = 1; fold <= 3; ++fold) {
    set.config().split.test_fold = fold;
    set.config().split.validation_fold = fold % 3 + 1;
    const auto reader = set.prepare();
    std::set<std::string> tested_pictures, others;
    for (size_t i = 0; i < reader->splits().size(); ++i) {
      const std::string& id = reader->source_ids()[i];
      const bool is_tested = reader->splits()[i] == Split::kTest;
      (is_tested ? tested_pictures : others).insert(id.substr(0, id.find('#')));
      if (is_tested) tested.insert(id);
      if (id == "framesdb/images/v.png#1") {
        EXPECT_EQ(reader->splits()[i], Split::kTrain);
      }
    }
    for (const std::string& picture : tested_pictures) EXPECT_EQ(others.count(picture), 0u) << picture;
  }
  EXPECT_EQ(tested.size(), 7u);
  EXPECT_EQ(std::set<std::string>(tested.begin(), tested.end()).size(), 7u);
  set.config().split.validation_fold = 0;
  set.prepare();  // nobody validates, as the plan says
  set.config().split.num_folds = 6;
  EXPECT_THAT(set.fault<ConfigError>(), AllOf(HasSubstr("data.split.num_folds: at most 5 expected"),
                                              HasSubstr("the official test split of")));
  set.config().split.num_folds = 2;
  EXPECT_THAT(set.fault<ConfigError>(), HasSubstr("data.split.test_fold: 0..2 expected"));
}

TEST(PrepareEmotic, OtherSplitPlansAreRefused) {
  EmoticSet set;
  set.add_lists();
  set.config().split.plan = "k_fold_by_group";
  EXPECT_THAT(set.fault<ConfigError>(),
              HasSubstr("data.split.plan: emotic has a split of its own; official or folds_of_official_test "
                        "expected, 'k_fold_by_group' got"));
}

TEST(PrepareEmotic, AListThatIsMissingIsSaid) {
  EmoticSet set;
  set.add_list("val", {{"c.png"}});
  set.add_list("test", {{"d.png"}});
  EXPECT_THAT(set.fault(), AllOf(HasSubstr("(val.csv, test.csv): nobody is in the train split"),
                                 HasSubstr("this copy has no list train"),
                                 HasSubstr("plan: folds_of_official_test, test_fold: 1")));
}

TEST(PrepareEmotic, WithoutAListOfValidationOnlyTheTrainingCanSayWhatIsMissing) {
  EmoticSet set;
  set.add_list("train", {{"a.png"}, {"b.png"}});
  EXPECT_THAT(set.prepare()->splits(), Each(Split::kTrain));
  EmoticSet without_train;
  without_train.add_list("val", {{"c.png"}});
  EXPECT_THAT(without_train.fault(), AllOf(HasSubstr("this copy has no list train. Bring it"),
                                           ::testing::Not(HasSubstr("folds_of_official_test"))));
}

TEST(PrepareEmotic, IsDoneOnceForEachSourceAndEachOption) {
  EmoticSet set;
  set.add_lists();
  const PrepareResult first = prepare_data(set.config());
  EXPECT_FALSE(first.was_cached);
  EXPECT_TRUE(prepare_data(set.config()).was_cached);
  set.config().people.body_px = 40;
  const PrepareResult larger = prepare_data(set.config());
  EXPECT_FALSE(larger.was_cached);
  EXPECT_NE(larger.path, first.path);
  set.add_picture("a.png", 99);
  EXPECT_FALSE(prepare_data(set.config()).was_cached);
}

TEST(PrepareEmotic, AFolderWithoutPicturesIsOneError) {
  EmoticSet set;
  set.add_lists();
  fs::remove_all(set.path("framesdb"));
  EXPECT_THAT(set.fault(), AllOf(HasSubstr("none of the 4 pictures of train.csv, val.csv, test.csv is there"),
                                 HasSubstr("framesdb/images/a.png"), HasSubstr("unpack it here")));
}

TEST(PrepareEmotic, PicturesMayLieInAFolderOfTheirOwn) {
  EmoticSet set;
  set.add_lists();
  fs::create_directories(set.path("emotic"));
  fs::rename(set.path("framesdb"), set.path("emotic/framesdb"));
  EXPECT_EQ(set.prepare()->num_rows(), 4);
}

TEST(PrepareEmotic, ListsMayBeginWithACapital) {
  EmoticSet set;
  set.add_list("Train", {{"a.png"}});
  set.add_list("VAL", {{"c.png"}});
  const auto reader = set.prepare();
  EXPECT_THAT(reader->splits(), ElementsAre(Split::kTrain, Split::kValidation));
}

TEST(PrepareEmotic, BadSamplesAreNamedByTheirLine) {
  const auto fault_of = [](const EmoticCells& person) {
    EmoticSet set;
    set.add_lists();
    set.add_list("train", {{"a.png"}, person});
    return set.fault();
  };
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace', 'Joy']"}),
              AllOf(HasSubstr("1 bad sample"),
                    HasSubstr("train.csv:3: one of EMOTIC's 26 categories expected, 'Joy' got")));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Hapines']"}), HasSubstr("did you mean \"Happiness\"?"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace']", "[5, 11, 7]"}),
              HasSubstr("train.csv:3: arousal in 1..10 expected, 11 got"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace']", "[0.5, 1, 7]"}),
              HasSubstr("valence in 1..10 expected, 0.5 got"));
  EXPECT_THAT(
      fault_of({"b.png", "[0, 0, 40, 20]", "Peace; Fear"}),
      HasSubstr("train.csv:3: Categorical_Labels: a Python list of names in quotes expected, 'Peace; Fear' "
                "got"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace']", "5 6 7"}),
              HasSubstr("Continuous_Labels: a Python list of numbers expected, '5 6 7' got"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40]"}),
              HasSubstr("a box of four numbers x1, y1, x2, y2 expected, 3 got"));
  EXPECT_THAT(fault_of({"b.png", "[30, 15, 10, 5]"}),
              HasSubstr("train.csv:3: a box whose second corner lies right of and below the first expected, "
                        "[30, 15, 10, 5] got"));
  EXPECT_THAT(fault_of({"b.png", "[0, nan, 40, 20]"}),
              HasSubstr("train.csv:3: a box of finite numbers expected, nan got for y1"));
  EXPECT_THAT(fault_of({"../../../a.png"}),
              HasSubstr("train.csv:3: a picture inside the data folder expected, '../a.png' got"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace']", "[5, 6]"}),
              HasSubstr("three values (valence, arousal, dominance) expected, 2 got"));
  EXPECT_THAT(fault_of({"b.png", "[0, 0, 40, 20]", "['Peace']", "[5, 6, 7]", "[20]"}),
              HasSubstr("Image Size: two numbers [height, width] expected"));
}

TEST(PrepareEmotic, MissingAndDamagedPicturesAreBadSamples) {
  EmoticSet set;
  set.add_lists();
  set.add_list("train", {{"a.png"}, {"b.png"}, {"gone.png"}});
  fs::remove(set.picture("gone.png"));
  EXPECT_THAT(set.fault(),
              HasSubstr("train.csv:4: the picture framesdb/images/gone.png is missing, or can't be read"));
  const std::string whole = read_text_file(set.picture("b.png"));
  write_bytes(set.picture("b.png"), whole.substr(0, whole.size() / 2));
  EXPECT_THAT(set.fault(),  // both in one list
              testing::AllOf(HasSubstr("2 bad samples"), HasSubstr("train.csv:4: the picture"),
                             HasSubstr("train.csv:3: framesdb/images/b.png: truncated PNG: no end marker")));
  EXPECT_TRUE(fs::is_empty(set.config().prepared_dir));  // no half-written file
  set.config().on_bad_sample = "skip";
  const auto reader = set.prepare();
  EXPECT_EQ(reader->num_rows(), 3);
  ASSERT_EQ(reader->about()["bad"].size(), 2u);
  EXPECT_EQ(reader->about()["bad"][0]["source_id"], "train.csv:4");
  EXPECT_EQ(reader->about()["counts"]["people"], 3);
}

TEST(PrepareEmotic, WhatIsNoEmoticIsNamed) {
  EmoticSet set;
  EXPECT_THAT(set.fault(), AllOf(HasSubstr("EMOTIC's lists are missing"), HasSubstr("Annotations.mat")));
  write_bytes(set.path("train.csv"), "Folder,Filename,BBox\n");
  EXPECT_THAT(set.fault(), AllOf(HasSubstr("train.csv:1: not a table of EMOTIC"),
                                 HasSubstr("Categorical_Labels, Continuous_Labels missing")));
  const fs::path file = set.path("train.csv");
  set.config().path = file.string();
  EXPECT_THAT(set.fault(),
              HasSubstr("the folder that holds EMOTIC's lists and pictures expected, a file got"));
  set.config().path = "/nowhere/at/all";
  EXPECT_THAT(set.fault(),
              AllOf(HasSubstr("there is nothing at /nowhere/at/all"), HasSubstr("EMOTIC is free")));
  set.config().path = "";
  EXPECT_THAT(set.fault<ConfigError>(), HasSubstr("data.path"));
}

}  // namespace
}  // namespace affekt
