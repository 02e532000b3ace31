#include "ingest/sources/ravdess/ravdess_name.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(RavdessName, HasSevenFields) {
  // The example of the published description: fearful, normal, "dogs", first repetition, actor 12.
  const ParsedRavdessName parsed = parse_ravdess_name("03-01-06-01-02-01-12");
  EXPECT_EQ(parsed.fault, "");
  EXPECT_EQ(parsed.name.modality, 3);
  EXPECT_EQ(parsed.name.vocal_channel, 1);
  EXPECT_EQ(parsed.name.emotion, 6);
  EXPECT_STREQ(kRavdessClasses[5], "fearful");
  EXPECT_EQ(parsed.name.intensity, 1);
  EXPECT_EQ(parsed.name.statement, 2);
  EXPECT_EQ(parsed.name.repetition, 1);
  EXPECT_EQ(parsed.name.actor, 12);
}

TEST(RavdessName, CodesOutsideTheirRangeAreNamed) {
  EXPECT_EQ(parse_ravdess_name("04-01-06-01-02-01-12").fault, "modality code 04 is outside 1..3");
  EXPECT_EQ(parse_ravdess_name("03-03-06-01-02-01-12").fault, "vocal channel code 03 is outside 1..2");
  EXPECT_EQ(parse_ravdess_name("03-01-09-01-01-01-03").fault, "emotion code 09 is outside 1..8");
  EXPECT_EQ(parse_ravdess_name("03-01-00-01-01-01-03").fault, "emotion code 00 is outside 1..8");
  EXPECT_EQ(parse_ravdess_name("03-01-06-03-02-01-12").fault, "intensity code 03 is outside 1..2");
  EXPECT_EQ(parse_ravdess_name("03-01-06-01-03-01-12").fault, "statement code 03 is outside 1..2");
  EXPECT_EQ(parse_ravdess_name("03-01-06-01-02-03-12").fault, "repetition code 03 is outside 1..2");
  EXPECT_EQ(parse_ravdess_name("03-01-06-01-02-01-25").fault, "actor code 25 is outside 1..24");
}

TEST(RavdessName, CombinationsThatRavdessDoesNotHaveAreNamed) {
  EXPECT_EQ(parse_ravdess_name("03-01-01-02-01-01-03").fault, "neutral has no strong intensity (02)");
  EXPECT_EQ(parse_ravdess_name("03-02-07-01-01-01-03").fault, "emotion code 07 is outside 1..6 of song");
}

TEST(RavdessName, OtherFormsAreRefused) {
  for (const char* stem : {"", "03-01-06-01-02-01", "03-01-06-01-02-01-12-01", "03_01_06_01_02_01_12",
                           "3-1-6-1-2-1-12-", "03-01-xx-01-02-01-12", "03-01-06-01-02-01-12 (1)"}) {
    EXPECT_FALSE(has_ravdess_form(stem)) << stem;
    EXPECT_NE(parse_ravdess_name(stem).fault, "") << stem;
  }
}

TEST(RavdessName, EveryNameIsReadBack) {
  for (int emotion = 1; emotion <= 8; ++emotion) {
    RavdessName name;
    name.emotion = emotion;
    name.statement = 2;
    name.actor = 3 * emotion;
    const ParsedRavdessName parsed = parse_ravdess_name(format_ravdess_name(name));
    EXPECT_EQ(parsed.fault, "");
    EXPECT_EQ(parsed.name.emotion, emotion);
    EXPECT_EQ(parsed.name.statement, 2);
    EXPECT_EQ(parsed.name.actor, 3 * emotion);
  }
  EXPECT_EQ(format_ravdess_name({}), "03-01-01-01-01-01-01");
  EXPECT_EQ(ravdess_group(7), "Actor_07");
}

}  // namespace
}  // namespace affekt
