#include "tasks/next_song/validation_plays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing_support::make_plays;
using testing_support::make_tiny_listening;

/// Songs 0 to 8 are warm, song 9 is cold.
CandidateSongs make_warm_songs() {
  return {{0, 1, 2, 3, 4, 5, 6, 7, 8}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 1};
}

TEST(ValidationPlays, EachPlayIsATargetOrCountedUnderItsFirstReason) {
  ListeningData data = make_tiny_listening(
      10, {{0, Split::kTrain, make_plays(12, 9)}, {1, Split::kValidation, {1, 9, 2, 9, 3}}});
  data.sequences.has_train_duplicate[14] = data.sequences.has_train_duplicate[15] = 1;  // songs 2 and 9
  const ValidationPlays plays = list_validation_plays(data.sequences, make_warm_songs());
  ASSERT_EQ(plays.targets.size(), 1U);
  EXPECT_EQ(plays.targets[0].first, 16);
  EXPECT_EQ(plays.num_plays, 5);
  EXPECT_EQ(plays.num_first, 1);
  EXPECT_EQ(plays.num_duplicates, 2);
  EXPECT_EQ(plays.num_cold, 1);
  EXPECT_EQ(plays.why_none(), "");
}

TEST(ValidationPlays, WhereNoneCanChooseItSaysWhyAndHowMany) {
  ListeningData data =
      make_tiny_listening(10, {{0, Split::kTrain, make_plays(12, 9)}, {1, Split::kValidation, {1, 9, 2}}});
  data.sequences.has_train_duplicate[14] = 1;
  EXPECT_THAT(
      list_validation_plays(data.sequences, make_warm_songs()).why_none(),
      HasSubstr("3 plays in its validation split can't choose an epoch (1 is the first of a stream, 1 is "
                "marked by the leak audit, since training has them from another stream, 1 is of songs "
                "that are never heard in training); another data.listening.split"));
  EXPECT_EQ(ValidationPlays().why_none(), "");
}

}  // namespace
}  // namespace affekt
