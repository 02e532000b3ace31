#include "config/nearest_key.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(compute_edit_distance("", ""), 0u);
  EXPECT_EQ(compute_edit_distance("", "abc"), 3u);
  EXPECT_EQ(compute_edit_distance("abc", ""), 3u);
  EXPECT_EQ(compute_edit_distance("kitten", "sitting"), 3u);  // k-s, e-i, +g
  EXPECT_EQ(compute_edit_distance("nmae", "name"), 1u);       // one swap, not two replacements
  EXPECT_EQ(compute_edit_distance("ecpohs", "epochs"), 2u);   // delete the first c, insert c behind o
  EXPECT_EQ(compute_edit_distance("lr", "lr"), 0u);
}

TEST(FindNearest, TakesTheNearestAndOfEqualsTheFirst) {
  EXPECT_EQ(find_nearest("scal", {"seed", "scale", "shift"}), "scale");
  EXPECT_EQ(find_nearest("beta3", {"beta1", "beta2"}), "beta1");
}

TEST(FindNearest, GivesNothingForAWordThatIsLikeNone) {
  EXPECT_EQ(find_nearest("qqq", {"lr", "seed"}), "");
  EXPECT_EQ(find_nearest("wd", {"lr"}), "");
  EXPECT_EQ(find_nearest("", {"a"}), "");
  EXPECT_EQ(find_nearest("x", {}), "");
}

TEST(FindNearest, KnowsShortenedAndLengthenedWords) {
  EXPECT_EQ(find_nearest("rotation", {"scale", "rotation_deg"}), "rotation_deg");
  EXPECT_EQ(find_nearest("num_epochs", {"seed", "epochs"}), "epochs");
}

TEST(SuggestNearest, EndsAMessageOrSaysNothing) {
  EXPECT_EQ(suggest_nearest("smal_cnn", {"small_cnn", "speech_cnn"}), "; did you mean \"small_cnn\"?");
  EXPECT_EQ(suggest_nearest("transformer", {"small_cnn"}), "");
}

}  // namespace
}  // namespace affekt
