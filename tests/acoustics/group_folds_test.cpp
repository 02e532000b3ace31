#include "acoustics/group_folds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace affekt {
namespace {

std::vector<std::string> make_groups(int num_groups, int num_rows) {
  std::vector<std::string> groups;
  for (int i = 0; i < num_rows; ++i) groups.push_back("Actor_" + std::to_string(10 + i * 7 % num_groups));
  return groups;
}

TEST(GroupFolds, HoldOutEveryRowOnceAndGroupsAsAWhole) {
  const auto groups = make_groups(15, 200);
  const auto folds = make_group_folds(groups, 5, 1);
  ASSERT_EQ(folds.size(), 5U);
  std::set<int64_t> rows;
  std::map<std::string, std::set<size_t>> folds_of;
  for (size_t fold = 0; fold < folds.size(); ++fold) {
    EXPECT_TRUE(std::is_sorted(folds[fold].begin(), folds[fold].end()));
    std::set<std::string> held_out;
    for (const int64_t row : folds[fold]) {
      EXPECT_TRUE(rows.insert(row).second) << row;
      folds_of[groups[static_cast<size_t>(row)]].insert(fold);
      held_out.insert(groups[static_cast<size_t>(row)]);
    }
    EXPECT_EQ(held_out.size(), 3U);  // 15 groups in 5 folds
  }
  EXPECT_EQ(rows.size(), groups.size());
  for (const auto& [group, in_folds] : folds_of) EXPECT_EQ(in_folds.size(), 1U) << group;
}

TEST(GroupFolds, AreAsManyAsGroupsAtMost) {
  EXPECT_EQ(make_group_folds(make_groups(3, 20), 5, 1).size(), 3U);
  EXPECT_EQ(make_group_folds(make_groups(1, 20), 5, 1).size(), 1U);
  for (const auto& fold : make_group_folds(make_groups(7, 20), 5, 1)) EXPECT_FALSE(fold.empty());
}

TEST(GroupFolds, FollowTheSeedAndNothingElse) {
  const auto groups = make_groups(15, 200);
  EXPECT_EQ(make_group_folds(groups, 5, 3), make_group_folds(groups, 5, 3));
  EXPECT_NE(make_group_folds(groups, 5, 3), make_group_folds(groups, 5, 4));
}

}  // namespace
}  // namespace affekt
