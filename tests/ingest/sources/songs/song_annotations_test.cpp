// Valence, arousal and moods from CSV, joined to a catalogue by id.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "ingest/sources/songs/song_affect.h"
#include "ingest/sources/songs/song_joiner.h"
#include "ingest/sources/songs/song_moods.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsNan;

const std::string kAffectHeader =
    "deezer_id,artist,spotify_id,deezer_valence,deezer_arousal,valence_warriner,arousal_warriner,"
    "dominance_warriner\n";

/// Rows 0 to 2; "b2" is another id of the song in row 1.
RowOfId make_rows() {
  return {{"a", 0}, {"b", 1}, {"b2", 1}, {"c", 2}};
}

struct ReadAffect {
  SongAffect affect;
  std::vector<BadSample> bad;
  nlohmann::json counts;
};

ReadAffect read_affect(const std::string& csv) {
  const TemporaryFolder folder;
  write_bytes(folder / "vad.csv", csv);
  ReadAffect read;
  read.affect = read_song_affect(folder / "vad.csv", make_rows(), read.bad, read.counts);
  return read;
}

struct ReadMoods {
  SongMoods moods;
  std::vector<BadSample> bad;
  nlohmann::json counts;
};

ReadMoods read_moods(const std::string& csv) {
  const TemporaryFolder folder;
  write_bytes(folder / "moods.csv", csv);
  ReadMoods read;
  read.moods = read_song_moods(folder / "moods.csv", make_rows(), read.bad, read.counts);
  return read;
}

TEST(SongAffect, IsJoinedByIdInTheOrderOfTheCatalogue) {
  const ReadAffect read = read_affect(
      kAffectHeader + "1,C,c,0.5,-0.25,,,\n2,X,unknown,1,1,5,5,5\n3,A,a,,,2.5,3,4\n4,N,,1,1,,,\n");
  EXPECT_THAT(read.affect.rows, ElementsAre(0, 2));
  EXPECT_THAT(read.affect.deezer_valence, ElementsAre(IsNan(), 0.5F));
  EXPECT_THAT(read.affect.deezer_arousal, ElementsAre(IsNan(), -0.25F));
  EXPECT_THAT(read.affect.tag_valence, ElementsAre(2.5F, IsNan()));
  EXPECT_THAT(read.affect.tag_arousal, ElementsAre(3.0F, IsNan()));
  EXPECT_THAT(read.affect.tag_dominance, ElementsAre(4.0F, IsNan()));
  EXPECT_EQ(read.affect.num_annotated, 4);
  EXPECT_EQ(read.counts["file"], "vad.csv");
  EXPECT_EQ(read.counts["rows"], 4);
  EXPECT_EQ(read.counts["annotated"], 3);  // the record without id is no song
  EXPECT_EQ(read.counts["songs"], 2);
  EXPECT_EQ(read.counts["unmatched"], 1);
  EXPECT_EQ(read.counts["without_id"], 1);
}

TEST(SongAffect, SeveralAnnotationsOfOneSongAreAveragedWhateverIdTheyUse) {
  const ReadAffect read =
      read_affect(kAffectHeader + "1,B,b,1,0.5,,,\n2,B,spotify:track:b2,2,,3,,\n3,B,b,-1.5,,4,,\n");
  EXPECT_THAT(read.affect.rows, ElementsAre(1));
  EXPECT_THAT(read.affect.deezer_valence, ElementsAre(0.5F));  // (1 + 2 - 1.5) / 3
  EXPECT_THAT(read.affect.deezer_arousal, ElementsAre(0.5F));  // the only one that is known
  EXPECT_THAT(read.affect.tag_valence, ElementsAre(3.5F));
  EXPECT_EQ(read.counts["repeated"], 1);  // the record that has b again
  EXPECT_EQ(read.affect.num_annotated, 2);
  EXPECT_EQ(read.counts["unmatched"], 0);
}

TEST(SongAffect, ValuesOutOfRangeAreUnknownAndARecordWithoutValuesIsNone) {
  const ReadAffect read = read_affect(kAffectHeader + "1,A,a,11,0,0.5,9.5,5\n2,B,b,,,,,\n3,C,c,nan,,10,,\n");
  EXPECT_THAT(read.affect.rows, ElementsAre(0));
  EXPECT_THAT(read.affect.deezer_valence, ElementsAre(IsNan()));
  EXPECT_THAT(read.affect.tag_dominance, ElementsAre(5.0F));
  EXPECT_EQ(read.counts["out_of_range"], 4);
  EXPECT_EQ(read.counts["without_values"], 2);
  EXPECT_EQ(read.affect.num_annotated, 1);
}

TEST(SongAffect, BadRecordsAreNamed) {
  const ReadAffect read = read_affect(kAffectHeader + "1,A,a,x,0,,,\n2,B\n3,C,c,1,1,,,\n");
  EXPECT_THAT(read.affect.rows, ElementsAre(2));
  ASSERT_EQ(read.bad.size(), 2u);
  EXPECT_EQ(read.bad[0].source_id, "vad.csv:2");
  EXPECT_EQ(read.bad[0].reason, "deezer_valence: a number expected, 'x' got");
  EXPECT_EQ(read.bad[1].reason, "8 fields expected, 2 got");
  EXPECT_EQ(read.counts["bad"], 2);
}

TEST(SongAffect, OnePairOfColumnsIsEnoughAndNoneIsTold) {
  EXPECT_THAT(read_affect("id,Deezer Valence,Deezer Arousal\na,1,2\n").affect.deezer_arousal,
              ElementsAre(2.0F));
  EXPECT_THAT(message_of<DataError>([] { read_affect("spotify_id,mood\na,Sad\n"); }),
              AllOf(HasSubstr("vad.csv:1"), HasSubstr("deezer_valence"), HasSubstr("spotify_id, mood")));
  EXPECT_THAT(message_of<DataError>([] { read_affect("artist,deezer_valence\na,1\n"); }),
              HasSubstr("Spotify ids"));
}

TEST(SongMoods, AreJoinedByIdAndNamedInAlphabeticOrder) {
  const ReadMoods read = read_moods("name,id,mood\nz,c,Sad\nx,a,Happy\ny,none,Angry\n");
  EXPECT_THAT(read.moods.names, ElementsAre("Happy", "Sad"));
  EXPECT_THAT(read.moods.rows, ElementsAre(0, 2));
  EXPECT_THAT(read.moods.moods, ElementsAre(0, 1));
  EXPECT_EQ(read.moods.num_annotated, 3);
  EXPECT_EQ(read.counts["unmatched"], 1);
  EXPECT_EQ(read.counts["songs"], 2);
}

TEST(SongMoods, ASongUnderTwoMoodsIsLeftOut) {
  const ReadMoods read = read_moods("id,mood\nb,Sad\na,Calm\nb2,Happy\na, Calm \n,Calm\nc,\n");
  EXPECT_THAT(read.moods.rows, ElementsAre(0));
  EXPECT_THAT(read.moods.names, ElementsAre("Calm"));
  EXPECT_EQ(read.counts["contradicting"], 1);
  EXPECT_EQ(read.counts["repeated"], 1);
  EXPECT_EQ(read.counts["without_id"], 1);
  EXPECT_EQ(read.counts["without_values"], 1);
  EXPECT_EQ(read.moods.num_annotated, 4);  // a, b, b2 and the one without id
}

TEST(SongMoods, WithoutAColumnOfMoodsTheFileIsRefused) {
  EXPECT_THAT(message_of<DataError>([] { read_moods("id,energy\na,1\n"); }),
              AllOf(HasSubstr("moods.csv:1"), HasSubstr("a column mood"), HasSubstr("id, energy")));
}

TEST(SongAnnotations, AreToldInWords) {
  const ReadMoods read = read_moods("id,mood\nb,Sad\na,Calm\nb2,Happy\nx,Calm\n,Calm\nc,\n");
  EXPECT_EQ(
      describe_annotation_counts(read.counts),
      "moods.csv: 6 records, 1 without an id; 4 songs with an id: 3 in the catalogue, 1 not in it; 1 record "
      "without a value; 1 song under two moods left out");
  EXPECT_THAT(read.bad, IsEmpty());
}

}  // namespace
}  // namespace affekt
