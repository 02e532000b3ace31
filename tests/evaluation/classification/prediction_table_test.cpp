#include "evaluation/classification/prediction_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

template <class Fault>
std::string table_message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "nothing was thrown";
}

TEST(PredictionsCsv, ReadsBackTheSameFloatsAndNames) {
  const TemporaryFolder folder;
  PredictionTable table = make_random_table(500, 0.6, 3);
  table.class_names = {"angry, very", "\"happy\"", "p_sad"};
  table.source_ids[0] = "folder with, comma/a \"b\".png";
  table.source_ids[1] = "two\nlines.png";
  // The awkward ends of float32: smallest denormal, just below 1.
  table.probabilities[0] = std::numeric_limits<float>::denorm_min();
  table.probabilities[1] = std::nextafter(1.0F, 0.0F);
  table.probabilities[2] = 5.96e-8F;
  const auto path = folder.path() / "predictions.csv";
  write_text_atomically(path, render_predictions_csv(table));
  const PredictionTable back = read_predictions_csv(path);
  EXPECT_EQ(back.class_names, table.class_names);
  EXPECT_EQ(back.source_ids, table.source_ids);
  EXPECT_EQ(back.labels, table.labels);
  EXPECT_EQ(back.probabilities, table.probabilities);
  EXPECT_EQ(back.has_train_duplicate, table.has_train_duplicate);
}

TEST(PredictionsCsv, HasTheDocumentedColumns) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "predictions.csv";
  write_text_atomically(path, render_predictions_csv(
                                  make_table({"no", "yes"}, {{1, {0.25F, 0.75F}, true}, {1, {0.5F, 0.5F}}})));
  EXPECT_EQ(read_text_file(path),
            "source_id,label,prediction,correct,has_train_duplicate,p_no,p_yes\n"
            "image_0.png,yes,yes,1,1,0.25,0.75\n"
            "image_1.png,yes,no,0,0,0.5,0.5\n");
}

TEST(PredictionsCsv, APublishedTableTellsNoNameAndReadsBackTheSameFloats) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "published_predictions.csv";
  PredictionTable table = make_table(
      {"no", "yes"},
      {{1, {0.25F, 0.75F}, true, "Zoe"}, {1, {0.5F, 0.5F}, false, "Anna"}, {0, {0.5F, 0.5F}, false, "Zoe"}});
  table.indices = {3, 5, 8};
  table.sample_digests = {"aa", "bb", "cc"};
  write_text_atomically(path, render_published_predictions_csv(table));
  EXPECT_EQ(read_text_file(path),
            "index,sample_digest,label,prediction,correct,has_train_duplicate,group,p_no,p_yes\n"
            "3,aa,yes,yes,1,1,group_2,0.25,0.75\n"
            "5,bb,yes,no,0,0,group_1,0.5,0.5\n"
            "8,cc,no,no,1,0,group_2,0.5,0.5\n");
  const PredictionTable back = read_predictions_csv(path);
  EXPECT_EQ(back.source_ids, (std::vector<std::string>{"3:aa", "5:bb", "8:cc"}));
  EXPECT_EQ(back.indices, table.indices);
  EXPECT_EQ(back.sample_digests, table.sample_digests);
  EXPECT_EQ(back.probabilities, table.probabilities);
  EXPECT_EQ(back.labels, table.labels);

  write_text_atomically(path, render_predictions_csv(table));
  EXPECT_THAT(read_text_file(path), testing::HasSubstr("group,index,sample_digest,p_no,p_yes\nimage_0.png,"));
  EXPECT_EQ(read_predictions_csv(path).indices, table.indices);
  EXPECT_EQ(read_predictions_csv(path).groups, table.groups);
}

TEST(PredictionsCsv, GroupAndFoldAreColumnsOnlyWhereTheyAreKnown) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "predictions.csv";
  PredictionTable table = make_table({"no", "yes"}, {{1, {0.25F, 0.75F}, true, "Actor, 02"}});
  table.folds = {3};
  write_text_atomically(path, render_predictions_csv(table));
  EXPECT_EQ(read_text_file(path),
            "source_id,label,prediction,correct,has_train_duplicate,group,fold,p_no,p_yes\n"
            "image_0.png,yes,yes,1,1,\"Actor, 02\",3,0.25,0.75\n");
  EXPECT_EQ(read_predictions_csv(path).groups, table.groups);
  EXPECT_EQ(read_predictions_csv(path).folds, table.folds);
  EXPECT_EQ(read_predictions_csv(path).probabilities, table.probabilities);

  table.folds.clear();
  write_text_atomically(path, render_predictions_csv(table));
  EXPECT_EQ(read_predictions_csv(path).groups, table.groups);
  EXPECT_TRUE(read_predictions_csv(path).folds.empty());

  table.groups.clear();
  table.folds = {3};
  write_text_atomically(path, render_predictions_csv(table));
  EXPECT_TRUE(read_predictions_csv(path).groups.empty());
  EXPECT_EQ(read_predictions_csv(path).folds, table.folds);
}

class BrokenCsv : public ::testing::Test {
 protected:
  /// The message of reading this text.
  std::string read(const std::string& text) {
    const auto path = folder_.path() / "p.csv";
    write_text_atomically(path, text);
    return table_message_of<ArtifactError>([&] { read_predictions_csv(path); });
  }
  const std::string head_ = "source_id,label,prediction,correct,has_train_duplicate,p_no,p_yes\n";
  TemporaryFolder folder_;
};

TEST_F(BrokenCsv, NamesFileLineAndFault) {
  EXPECT_THAT(read(""), HasSubstr("empty"));
  EXPECT_THAT(read("a,b,c\n"), AllOf(HasSubstr("p.csv:1"), HasSubstr("expected source_id,label")));
  EXPECT_THAT(read("source_id,label,prediction,correct,has_train_duplicate,no\n"),
              HasSubstr("expected p_<class>"));
  EXPECT_THAT(read(head_ + "x,no,no,1,0,1\n"),
              AllOf(HasSubstr("p.csv:2"), HasSubstr("6 fields, expected 7")));
  EXPECT_THAT(read(head_ + "x,no,no,1,0,1,0\ny,maybe,no,1,0,1,0\n"),
              AllOf(HasSubstr("p.csv:3"), HasSubstr("'maybe'"), HasSubstr("no, yes")));
  EXPECT_THAT(read(head_ + "x,no,no,1,0,1,0x\n"), AllOf(HasSubstr("p_yes"), HasSubstr("'0x'")));
  EXPECT_THAT(read(head_ + "x,no,no,1,2,1,0\n"), HasSubstr("expected 0 or 1"));
}

TEST_F(BrokenCsv, AFoldThatIsNoNumberAndAMissingProbabilityAreNamed) {
  const std::string head = "source_id,label,prediction,correct,has_train_duplicate,group,fold,";
  EXPECT_THAT(read(head + "p_no\nx,no,no,1,0,Actor_01,two,1\n"),
              AllOf(HasSubstr("p.csv:2"), HasSubstr("fold is 'two'")));
  EXPECT_THAT(read("source_id,label,prediction,correct,has_train_duplicate,group,fold\n"),
              HasSubstr("no column p_<class>"));
  EXPECT_THAT(read("source_id,label,prediction,correct,has_train_duplicate,fold,group,p_no\n"),
              HasSubstr("expected p_<class>"));  // in the documented order only
}

TEST_F(BrokenCsv, APredictionThatIsNotTheLargestProbabilityIsRefused) {
  EXPECT_THAT(read(head_ + "x,no,yes,0,0,0.9,0.1\n"), HasSubstr("do not fit the probabilities"));
  EXPECT_THAT(read(head_ + "x,no,no,0,0,0.9,0.1\n"), HasSubstr("do not fit the probabilities"));
}

TEST(PredictionsCsv, AMissingFileIsNamed) {
  EXPECT_THAT(table_message_of<ArtifactError>([] { read_predictions_csv("/nowhere/predictions.csv"); }),
              HasSubstr("/nowhere/predictions.csv"));
}

TEST(PredictionTable, NamesTheSampleWhoseProbabilitiesAreNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto fault = [](const std::vector<float>& probabilities) {
    return table_message_of<ArtifactError>([&] {
      check_prediction_table(make_table({"no", "yes"}, {{0, {0.5F, 0.5F}}, {0, probabilities}}));
    });
  };
  EXPECT_THAT(fault({nan, 0.5F}), AllOf(HasSubstr("image_1.png"), HasSubstr("'no' is nan")));
  EXPECT_THAT(fault({0.5F, 0.4F}), AllOf(HasSubstr("image_1.png"), HasSubstr("sum to 0.9")));
  EXPECT_THAT(fault({-0.1F, 1.1F}), HasSubstr("expected a number in 0..1"));
  EXPECT_NO_THROW(check_prediction_table(make_table({"no", "yes"}, {{0, {0.50001F, 0.5F}}})));
}

TEST(PredictionTable, WithoutSamplesIsADataError) {
  EXPECT_THAT(table_message_of<DataError>([] { check_prediction_table(make_table({"no"}, {})); }),
              HasSubstr("'validation' has no samples"));
}

TEST(PredictionTable, SelectedRowsKeepEveryColumn) {
  auto table = make_table({"no", "yes"}, {{0, {1, 0}}, {1, {0.25F, 0.75F}, true}, {0, {0.5F, 0.5F}}});
  table.groups = {"a", "b", "c"};
  table.folds = {1, 2, 3};
  const auto selected = select_rows(table, {2, 1});
  EXPECT_EQ(selected.source_ids, (std::vector<std::string>{"image_2.png", "image_1.png"}));
  EXPECT_EQ(selected.labels, (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(selected.probabilities, (std::vector<float>{0.5F, 0.5F, 0.25F, 0.75F}));
  EXPECT_EQ(selected.has_train_duplicate, (std::vector<uint8_t>{0, 1}));
  EXPECT_EQ(selected.split, "validation");
  EXPECT_EQ(selected.groups, (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(selected.folds, (std::vector<int64_t>{3, 2}));
}

TEST(PredictionTable, ConcatenatedTablesStandOneBelowTheOther) {
  auto first = make_table({"no", "yes"}, {{0, {1, 0}, false, "a"}});
  auto second = make_table({"no", "yes"}, {{1, {0.25F, 0.75F}, true, "b"}, {0, {0.5F, 0.5F}, false, "a"}});
  const auto all = concatenate({first, second});
  check_prediction_table(all);
  EXPECT_EQ(all.labels, (std::vector<int32_t>{0, 1, 0}));
  EXPECT_EQ(all.groups, (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_EQ(all.probabilities, (std::vector<float>{1, 0, 0.25F, 0.75F, 0.5F, 0.5F}));
  EXPECT_EQ(all.has_train_duplicate, (std::vector<uint8_t>{0, 1, 0}));
  second.groups.clear();
  EXPECT_THROW(concatenate({first, second}), std::logic_error);
}

}  // namespace
}  // namespace affekt
