#include "ingest/split_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/random_stream.h"
#include "ingest/sources/ravdess/ravdess_name.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// `counts[actor - 1]` samples of each actor, their 8 labels in turn.
SampleTable make_table(const std::vector<int>& counts) {
  SampleTable table;
  for (size_t actor = 1; actor <= counts.size(); ++actor) {
    for (int i = 0; i < counts[actor - 1]; ++i) {
      table.labels.push_back(i % 8);
      table.splits.push_back(Split::kTrain);
      table.groups.push_back(ravdess_group(static_cast<int>(actor)));
      table.source_ids.push_back("s" + std::to_string(table.num_samples++));
    }
  }
  return table;
}

SplitSubject subject_of(const SampleTable& table) {
  const std::set<std::string> groups(table.groups.begin(), table.groups.end());
  return {"ravdess", "some/folder", false, {groups.begin(), groups.end()}};
}

SplitConfig make_config(const std::string& plan, int64_t test_fold = 1, int64_t validation_fold = 2) {
  SplitConfig config;
  config.plan = plan;
  config.test_fold = test_fold;
  config.validation_fold = validation_fold;
  return config;
}

std::set<std::string> groups_in(const SampleTable& table, Split split) {
  std::set<std::string> groups;
  for (size_t i = 0; i < table.groups.size(); ++i) {
    if (table.splits[i] == split) groups.insert(table.groups[i]);
  }
  return groups;
}

int64_t count(const SampleTable& table, Split split) {
  return std::count(table.splits.begin(), table.splits.end(), split);
}

TEST(SplitPlan, NoActorAppearsInTwoSplits) {
  for (const char* plan : {"ravdess_5fold", "k_fold_by_group"}) {
    for (int64_t test = 0; test <= 5; ++test) {
      for (int64_t validation = 0; validation <= 5; ++validation) {
        if (test == validation) continue;
        SampleTable table = make_table(std::vector<int>(24, 60));
        const SplitConfig config = make_config(plan, test, validation);
        apply_split_plan(config, subject_of(table), table);
        EXPECT_THAT(find_groups_in_two_splits(table), IsEmpty()) << plan << test << validation;
        EXPECT_EQ(count(table, Split::kTest) > 0, test > 0);
        EXPECT_EQ(count(table, Split::kValidation) > 0, validation > 0);
        EXPECT_GT(count(table, Split::kTrain), 0);
      }
    }
  }
}

TEST(SplitPlan, RavdessFoldsAreThePublishedOnes) {
  const std::vector<std::set<int>> published = {
      {2, 5, 14, 15, 16}, {3, 6, 7, 13, 18}, {10, 11, 12, 19, 20}, {8, 17, 21, 23, 24}, {1, 4, 9, 22}};
  const SampleTable table = make_table(std::vector<int>(24, 2));
  const std::vector<int64_t> folds = assign_folds(make_config("ravdess_5fold"), table);
  for (size_t i = 0; i < folds.size(); ++i) {
    const int actor = std::stoi(table.groups[i].substr(6));
    EXPECT_EQ(published[static_cast<size_t>(folds[i] - 1)].count(actor), 1u) << table.groups[i];
  }
}

TEST(SplitPlan, RavdessTestAndValidationFoldsAreTheChosenOnes) {
  SampleTable table = make_table(std::vector<int>(24, 8));
  apply_split_plan(make_config("ravdess_5fold", 5, 1), subject_of(table), table);
  EXPECT_THAT(groups_in(table, Split::kTest), ElementsAre("Actor_01", "Actor_04", "Actor_09", "Actor_22"));
  EXPECT_THAT(groups_in(table, Split::kValidation),
              ElementsAre("Actor_02", "Actor_05", "Actor_14", "Actor_15", "Actor_16"));
  EXPECT_EQ(groups_in(table, Split::kTrain).size(), 15u);
}

/// Without the actors 1, 4, 9 and 22.
SampleTable make_table_without_fold_5() {
  std::vector<int> counts(24, 8);
  for (const size_t actor : {1u, 4u, 9u, 22u}) counts[actor - 1] = 0;
  return make_table(counts);
}

TEST(SplitPlan, AnAbsentFoldIsListedAndRefusedWithItsActors) {
  SampleTable table = make_table_without_fold_5();
  const SplitSubject subject = subject_of(table);
  const FoldList folds = list_folds(make_config("ravdess_5fold", 5), subject);
  EXPECT_THAT(folds.present, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(folds.absent, ElementsAre(5));
  for (const SplitConfig& config : {make_config("ravdess_5fold", 5, 1), make_config("ravdess_5fold", 1, 5)}) {
    EXPECT_THAT(message_of<DataError>([&] { check_split_plan(config, subject); }),
                AllOf(HasSubstr(config.test_fold == 5 ? "test_fold" : "validation_fold"),
                      HasSubstr("actors 1, 4, 9, 22"), HasSubstr("one of the folds 1, 2, 3, 4")));
  }
  ::testing::internal::CaptureStderr();
  apply_split_plan(make_config("ravdess_5fold", 1, 0), subject, table);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("Fold 5 of ravdess_5fold is absent"), HasSubstr("1, 4, 9, 22")));
  EXPECT_EQ(count(table, Split::kTest), 5 * 8);
}

TEST(SplitPlan, AFoldOfWhichSomeActorsAreThereIsPresent) {
  std::vector<int> counts(24, 8);
  for (const size_t actor : {1u, 4u, 9u}) counts[actor - 1] = 0;
  const FoldList folds = list_folds(make_config("ravdess_5fold"), subject_of(make_table(counts)));
  EXPECT_EQ(folds.present.size(), 5u);
  EXPECT_THAT(folds.absent, IsEmpty());
}

TEST(SplitPlan, FoldsByGroupAreBalanced) {
  RandomStream stream(1, "counts");
  std::vector<int> counts;
  for (int i = 0; i < 24; ++i) counts.push_back(40 + static_cast<int>(stream.below(40)));
  const SampleTable table = make_table(counts);
  for (int64_t num_folds = 2; num_folds <= 8; ++num_folds) {
    SplitConfig config = make_config("k_fold_by_group");
    config.num_folds = num_folds;
    const std::vector<int64_t> folds = assign_folds(config, table);
    std::map<int64_t, int64_t> sizes;
    for (const int64_t fold : folds) ++sizes[fold];
    EXPECT_EQ(sizes.size(), static_cast<size_t>(num_folds));
    EXPECT_EQ(sizes.begin()->first, 1);
    const auto by_size = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto [smallest, largest] = std::minmax_element(sizes.begin(), sizes.end(), by_size);
    // The largest group is the most by which two folds of such a greedy choice can differ.
    EXPECT_LE(largest->second - smallest->second, *std::max_element(counts.begin(), counts.end()));
    EXPECT_EQ(assign_folds(config, table), folds);
  }
}

TEST(SplitPlan, FoldsByGroupAreWorkedOutByHand) {
  // 5, 4, 3, 3, 2 samples to two folds: 5 -> 1, 4 -> 2, 3 -> 2, 3 -> 1, 2 -> 2 (7 against 8).
  SplitConfig config = make_config("k_fold_by_group");
  config.num_folds = 2;
  const SampleTable table = make_table({3, 5, 2, 4, 3});
  std::map<std::string, int64_t> fold_of;
  const std::vector<int64_t> folds = assign_folds(config, table);
  for (size_t i = 0; i < folds.size(); ++i) fold_of[table.groups[i]] = folds[i];
  EXPECT_EQ(fold_of["Actor_02"], 1);
  EXPECT_EQ(fold_of["Actor_04"], 2);
  EXPECT_EQ(fold_of["Actor_01"], 2);
  EXPECT_EQ(fold_of["Actor_05"], 1);
  EXPECT_EQ(fold_of["Actor_03"], 2);
}

TEST(SplitPlan, AGroupStaysInItsFoldWhateverTheOrderOfTheSamples) {
  const SampleTable table = make_table({9, 7, 8, 6, 5, 9});
  SampleTable reversed = table;
  std::reverse(reversed.groups.begin(), reversed.groups.end());
  std::reverse(reversed.labels.begin(), reversed.labels.end());
  SplitConfig config = make_config("k_fold_by_group");
  config.num_folds = 3;
  std::vector<int64_t> folds = assign_folds(config, table);
  std::reverse(folds.begin(), folds.end());
  EXPECT_EQ(assign_folds(config, reversed), folds);
}

TEST(SplitPlan, FoldsBySampleAreStratified) {
  const SampleTable table = make_table(std::vector<int>(5, 60));
  SplitConfig config = make_config("k_fold_by_sample");
  config.same_group_in_two_splits = "allow";
  const std::vector<int64_t> folds = assign_folds(config, table);
  std::map<std::pair<int64_t, int32_t>, int> counts;
  std::map<int64_t, int> totals;
  for (size_t i = 0; i < folds.size(); ++i) {
    ++counts[{folds[i], table.labels[i]}];
    ++totals[folds[i]];
  }
  EXPECT_EQ(counts.size(), 5u * 8u);
  // The labels occur 40 times (0 to 3) and 35 times (4 to 7): 8 and 7 to a fold.
  for (const auto& [fold_and_label, number] : counts) EXPECT_EQ(number, fold_and_label.second < 4 ? 8 : 7);
  for (const auto& [fold, total] : totals) EXPECT_EQ(total, 60);
}

TEST(SplitPlan, FoldsBySampleMustBeAllowedInWords) {
  SampleTable table = make_table(std::vector<int>(5, 60));
  SplitConfig config = make_config("k_fold_by_sample");
  EXPECT_THAT(message_of<ConfigError>([&] { check_split_plan(config, subject_of(table)); }),
              AllOf(HasSubstr("k_fold_by_group"), HasSubstr("same_group_in_two_splits: allow")));
  config.same_group_in_two_splits = "allow";
  apply_split_plan(config, subject_of(table), table);
  EXPECT_EQ(find_groups_in_two_splits(table).size(), 5u);
  ::testing::internal::CaptureStderr();
  check_groups_in_two_splits(config, subject_of(table), table);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("5 groups in two splits"), HasSubstr("Actor_01, Actor_02")));
}

TEST(SplitPlan, LeavesTheNamedActorsOut) {
  SampleTable table = make_table(std::vector<int>(6, 8));
  SplitConfig config = make_config("leave_actors_out");
  config.test_actors = {3, 5};
  config.validation_actors = {1};
  apply_split_plan(config, subject_of(table), table);
  EXPECT_THAT(groups_in(table, Split::kTest), ElementsAre("Actor_03", "Actor_05"));
  EXPECT_THAT(groups_in(table, Split::kValidation), ElementsAre("Actor_01"));
  EXPECT_THAT(groups_in(table, Split::kTrain), ElementsAre("Actor_02", "Actor_04", "Actor_06"));
  config.validation_actors = {5, 1};
  EXPECT_THAT(message_of<ConfigError>([&] { check_split_plan(config, subject_of(table)); }),
              HasSubstr("actor 5 stands in test_actors as well"));
  config.validation_actors = {7};
  EXPECT_THAT(message_of<DataError>([&] { check_split_plan(config, subject_of(table)); }),
              AllOf(HasSubstr("validation_actors: actor 7 has no samples"), HasSubstr("Actor_06")));
}

TEST(SplitPlan, AnActorNamedTwiceIsRefused) {
  const SplitSubject subject = subject_of(make_table(std::vector<int>(6, 8)));
  SplitConfig config = make_config("leave_actors_out");
  config.test_actors = {2, 4, 2};
  EXPECT_EQ(message_of<ConfigError>([&] { check_split_plan(config, subject); }),
            "data.split.test_actors: expected each actor once, got 2 twice in [2, 4, 2]");
  config.test_actors = {2};
  config.validation_actors = {3, 3};
  EXPECT_THAT(message_of<ConfigError>([&] { check_split_plan(config, subject); }),
              HasSubstr("data.split.validation_actors: expected each actor once, got 3 twice"));
}

TEST(SplitPlan, PlansThatDoNotFitTheDataAreRefused) {
  const SplitSubject ravdess = subject_of(make_table(std::vector<int>(24, 8)));
  const SplitSubject fer2013 = {"fer2013", "faces", true, {}};
  const auto fault = [](const SplitConfig& config, const SplitSubject& subject) {
    return message_of<ConfigError>([&] { check_split_plan(config, subject); });
  };
  EXPECT_THAT(fault(make_config("folds_of_official_test"), ravdess),
              HasSubstr("ravdess has no official test split to deal into folds; ravdess_5fold"));
  EXPECT_THAT(fault(make_config("folds_of_official_test"), fer2013),
              HasSubstr("fer2013 has a split of its own; official expected"));
  EXPECT_EQ(fault(make_config("official"), fer2013), "");
  EXPECT_THAT(fault(make_config("official"), ravdess),
              AllOf(HasSubstr("ravdess has no official split"), HasSubstr("ravdess_5fold"),
                    HasSubstr("leave_actors_out")));
  for (const char* plan : {"ravdess_5fold", "k_fold_by_group", "k_fold_by_sample", "leave_actors_out"}) {
    EXPECT_THAT(fault(make_config(plan), fer2013), HasSubstr("fer2013 has a split of its own"));
  }
  const SplitSubject nobody = {"sounds", "sounds", false, {}};
  EXPECT_THAT(fault(make_config("k_fold_by_group"), nobody), HasSubstr("knows whom each sample is of"));
  EXPECT_THAT(fault(make_config("by_luck"), ravdess), HasSubstr("'by_luck' got"));
}

TEST(SplitPlan, WhyNobodyValidatesIsToldOnlyWhereTheConfigWantsIt) {
  for (const char* plan : {"ravdess_5fold", "k_fold_by_group", "k_fold_by_sample"}) {
    EXPECT_EQ(why_no_validation(make_config(plan, 1, 0)), "data.split.validation_fold is 0");
    EXPECT_EQ(why_no_validation(make_config(plan, 1, 2)), "");
  }
  SplitConfig config = make_config("leave_actors_out", 1, 0);
  config.test_actors = {3};
  EXPECT_EQ(why_no_validation(config), "data.split.validation_actors is empty");
  config.validation_actors = {4};
  EXPECT_EQ(why_no_validation(config), "");
  EXPECT_EQ(why_no_validation(make_config("official", 1, 0)), "");  // the data set decides
}

TEST(SplitPlan, FoldsOutsideThePlanAreRefused) {
  const SplitSubject ravdess = subject_of(make_table(std::vector<int>(24, 8)));
  const auto fault = [&](const SplitConfig& config) {
    return message_of<ConfigError>([&] { check_split_plan(config, ravdess); });
  };
  EXPECT_THAT(fault(make_config("ravdess_5fold", 6)), HasSubstr("test_fold: 0..5 expected"));
  EXPECT_THAT(fault(make_config("ravdess_5fold", 1, 6)), HasSubstr("validation_fold: 0..5 expected"));
  EXPECT_THAT(fault(make_config("ravdess_5fold", 2, 2)), HasSubstr("another fold than test_fold"));
  EXPECT_EQ(fault(make_config("ravdess_5fold", 0, 0)), "");
  SplitConfig config = make_config("k_fold_by_group");
  config.num_folds = 25;
  EXPECT_THAT(fault(config), HasSubstr("at most 24 expected"));
}

TEST(SplitPlan, OnlyPlansWithFoldsListThem) {
  const SplitSubject ravdess = subject_of(make_table(std::vector<int>(24, 8)));
  for (const char* plan : {"official", "leave_actors_out"}) {
    EXPECT_THAT(message_of<ConfigError>([&] { list_folds(make_config(plan), ravdess); }),
                HasSubstr("a plan with folds"));
  }
  SplitConfig config = make_config("k_fold_by_group", 7);  // whichever fold the config has chosen
  config.num_folds = 3;
  EXPECT_THAT(list_folds(config, ravdess).present, ElementsAre(1, 2, 3));
}

TEST(SplitPlan, TheSameGroupInTwoSplitsIsRefusedWhateverThePlan) {
  SampleTable table = make_table({4, 4, 4});
  table.splits[0] = Split::kTest;   // Actor_01
  table.splits[11] = Split::kTest;  // Actor_03
  EXPECT_THAT(find_groups_in_two_splits(table), ElementsAre("Actor_01", "Actor_03"));
  const SplitSubject subject = subject_of(table);
  EXPECT_THAT(
      message_of<DataError>([&] { check_groups_in_two_splits(make_config("official"), subject, table); }),
      AllOf(HasSubstr("the same group in two splits: Actor_01, Actor_03"),
            HasSubstr("same_group_in_two_splits: allow")));
}

}  // namespace
}  // namespace affekt
