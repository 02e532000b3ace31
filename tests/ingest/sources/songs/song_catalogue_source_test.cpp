#include "ingest/sources/songs/song_catalogue_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kHeader = "track_id,artist,track,energy,key,tempo\n";

RawCatalogue read(const std::string& csv, double max_speechiness = 1) {
  const TemporaryFolder folder;
  write_bytes(folder / "songs.csv", csv);
  return read_song_csv(folder / "songs.csv", max_speechiness);
}

int64_t count_of(const RawCatalogue& raw, const std::string& key) {
  return raw.counts.at(key).get<int64_t>();
}

int64_t cells_of(const RawCatalogue& raw, const std::string& column, const std::string& state) {
  return raw.counts.at("columns").at(column).at(state).get<int64_t>();
}

TEST(SongCsv, RowsKeepTheOrderOfTheFile) {
  const RawCatalogue raw =
      read(kHeader + "b,Nina,Sinnerman,0.5,0,120\na,Bj\u00F6rk,J\u00F3ga,0.25,11,90.5\n");
  EXPECT_EQ(raw.songs.num_songs, 2);
  EXPECT_THAT(raw.songs.ids, ElementsAre("b", "a"));
  EXPECT_THAT(raw.songs.artists, ElementsAre("Nina", "Bj\u00F6rk"));
  EXPECT_THAT(raw.songs.titles, ElementsAre("Sinnerman", "J\u00F3ga"));
  EXPECT_THAT(raw.songs.columns, ElementsAre("energy", "key", "tempo"));
  EXPECT_THAT(raw.songs.values, ElementsAre(0.5F, 0, 120, 0.25F, 11, 90.5F));
  EXPECT_THAT(raw.bad, IsEmpty());
  EXPECT_EQ(raw.row_of_id.at("a"), 1);
}

TEST(SongCsv, UnknownCellsAreNanAndCountedByTheirReason) {
  const RawCatalogue raw = read(kHeader + "a,A,1,,-1,0\nb,A,2,1.5,12,60\nc,A,3,0.5,3,nan\n");
  ASSERT_EQ(raw.songs.num_songs, 3);
  const auto is_nan = [&](size_t i) { return std::isnan(raw.songs.values[i]); };
  EXPECT_THAT((std::vector<bool>{is_nan(0), is_nan(1), is_nan(2), is_nan(3), is_nan(4), is_nan(5), is_nan(6),
                                 is_nan(7), is_nan(8)}),
              ElementsAre(true, true, true, true, true, false, false, false, true));
  EXPECT_EQ(cells_of(raw, "energy", "empty"), 1);
  EXPECT_EQ(cells_of(raw, "energy", "out_of_range"), 1);
  EXPECT_EQ(cells_of(raw, "energy", "not_detected"), 0);
  EXPECT_EQ(cells_of(raw, "key", "not_detected"), 1);
  EXPECT_EQ(cells_of(raw, "key", "out_of_range"), 1);
  EXPECT_EQ(cells_of(raw, "tempo", "not_detected"), 1);
  EXPECT_EQ(cells_of(raw, "tempo", "empty"), 1);
}

TEST(SongCsv, OfOneIdTheFirstIsKept) {
  const RawCatalogue raw = read(kHeader + "a,A,1,0.5,1,60\nb,A,2,0.5,1,60\na,A,1,0.5,1,60\na,Z,9,0.5,,60\n");
  EXPECT_THAT(raw.songs.ids, ElementsAre("a", "b"));
  EXPECT_THAT(raw.songs.artists, ElementsAre("A", "A"));
  EXPECT_EQ(count_of(raw, "repeated_id"), 2);
  EXPECT_EQ(count_of(raw, "repeated_id_with_other_features"), 1);
  EXPECT_EQ(raw.counts.at("repeated_id_example"), "songs.csv:2 and songs.csv:5");
}

TEST(SongCsv, UnknownCellsOfARepeatedIdAreNoOtherFeatures) {
  const RawCatalogue raw = read(kHeader + "a,A,1,0.5,,0\na,A,1,0.5,-1,nan\n");
  EXPECT_EQ(count_of(raw, "repeated_id"), 1);
  EXPECT_EQ(count_of(raw, "repeated_id_with_other_features"), 0);
}

TEST(SongCsv, OfOneArtistAndTitleTheFirstIsKeptAndAllIdsLeadToIt) {
  const RawCatalogue raw =
      read(kHeader +
           "x,Q,0,0.5,1,60\na,Beyonc\u00E9,Halo,0.5,1,60\nb, BEYONC\u00C9 ,\"HALO \",0.6,2,61\n"
           "c,Beyonc\u00E9,Halo 2,0.5,1,60\nb,Other,Song,0.6,2,61\n");
  EXPECT_THAT(raw.songs.ids, ElementsAre("x", "a", "c"));
  EXPECT_EQ(count_of(raw, "repeated_artist_and_title"), 1);
  EXPECT_EQ(count_of(raw, "repeated_id"), 1);  // the last record: b was seen
  EXPECT_EQ(raw.row_of_id.at("a"), 1);
  EXPECT_EQ(raw.row_of_id.at("b"), 1);
  EXPECT_EQ(raw.row_of_id.at("c"), 2);
  EXPECT_EQ(raw.row_of_id.size(), 4u);
}

TEST(SongCsv, SpokenWordIsLeftOutAndTheUnknownStays) {
  const std::string header = "track_id,artist,track,speechiness\n";
  const std::string csv = header + "a,A,1,0.66\nb,B,1,0.67\nc,C,1,\nd,B,1,0.1\nb,B,1,0.1\ne,A,1,0.9\n";
  const RawCatalogue raw = read(csv, 0.66);
  EXPECT_THAT(raw.songs.ids, ElementsAre("a", "c", "d"));  // d is not b again: b is no song
  EXPECT_EQ(count_of(raw, "spoken"), 2);
  EXPECT_EQ(count_of(raw, "repeated_id"), 1);
  EXPECT_EQ(raw.row_of_id.count("b") + raw.row_of_id.count("e"), 0u);  // nobody's judgement is joined to them
  EXPECT_THAT(describe_song_counts(raw.counts),
              Contains("2 songs left out as spoken word: speechiness above 0.66"));
  EXPECT_THAT(read(csv).songs.ids, ElementsAre("a", "b", "c"));
}

TEST(SongCsv, SpokenWordCannotBeToldWithoutItsColumn) {
  try {
    read(kHeader + "a,A,1,0.5,1,60\n", 0.66);
    FAIL() << "read";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("songs.csv"), HasSubstr("max_speechiness = 0.66"),
                                    HasSubstr("column of speechiness")));
  }
}

TEST(SongCsv, UnnamedSongsEqualNoOther) {
  const RawCatalogue raw = read(kHeader + "a,,,0.5,1,60\nb,,,0.5,1,60\nc,A,,0.5,1,60\nd,A, ,0.5,1,60\n");
  EXPECT_EQ(raw.songs.num_songs, 4);
  EXPECT_EQ(count_of(raw, "unnamed"), 4);
  EXPECT_EQ(count_of(raw, "repeated_artist_and_title"), 0);
}

TEST(SongCsv, NamesDoNotRunIntoEachOther) {
  EXPECT_EQ(read(kHeader + "a,ab,c,0.5,1,60\nb,a,bc,0.5,1,60\n").songs.num_songs, 2);
}

TEST(SongCsv, BadRecordsAreNamedByLineAndTheOthersKept) {
  const RawCatalogue raw = read(kHeader +
                                "a,A,\"two\nlines\",0.5,1,60\nc,C,1,0.5,1\n,D,1,0.5,1,60\n"
                                "e,\"E\"x,1,0.5,1,60\ng,G,1,0.5,1,60\n");
  EXPECT_THAT(raw.songs.ids, ElementsAre("a", "g"));
  ASSERT_EQ(raw.bad.size(), 3u);
  EXPECT_EQ(raw.bad[0].source_id, "songs.csv:4");
  EXPECT_EQ(raw.bad[0].reason, "6 fields expected, 5 got");
  EXPECT_EQ(raw.bad[1].reason, "a song's id expected, an empty field got");
  EXPECT_EQ(raw.bad[2].reason, "text behind the closing quote of field 2");
  EXPECT_EQ(count_of(raw, "bad"), 3);
  EXPECT_EQ(count_of(raw, "rows"), 5);
}

TEST(SongCsv, ACellThatIsNoNumberRefusesNoRecord) {
  std::string csv = kHeader + "a,A,1,high,C#,\"1,5\"\n";
  for (int i = 0; i < 9; ++i) csv += std::to_string(i) + ",B," + std::to_string(i) + ",0.5,H,60\n";
  const RawCatalogue raw = read(csv);
  EXPECT_THAT(raw.bad, IsEmpty());
  ASSERT_EQ(raw.songs.num_songs, 10);
  EXPECT_TRUE(std::isnan(raw.songs.values[0]));
  EXPECT_EQ(raw.songs.values[1], 1);
  EXPECT_EQ(cells_of(raw, "energy", "unreadable"), 1);
  EXPECT_EQ(cells_of(raw, "key", "unreadable"), 9);
  EXPECT_EQ(raw.counts.at("columns").at("tempo").at("unreadable_text"),
            "tempo: a number expected, got '1,5' (songs.csv:2)");
  EXPECT_EQ(raw.counts.at("columns").at("key").at("unreadable_text"),
            "key: a number or a note such as C# expected, got 'H' (songs.csv:3), 'H' (songs.csv:4), 'H' "
            "(songs.csv:5) and 6 more");
  EXPECT_THAT(describe_song_counts(raw.counts),
              Contains("key is unknown: 0 empty, 0 not detected by Spotify, 0 out of range, 9 unreadable"));
}

TEST(SongCsv, SpeechinessThatDecidesOnARecordMustBeReadable) {
  const std::string csv = "track_id,artist,track,energy,speechiness\na,A,1,0.5,much\nb,B,2,0.5,0.1\n";
  EXPECT_EQ(read(csv).songs.num_songs, 2);
  const RawCatalogue raw = read(csv, 0.66);
  ASSERT_EQ(raw.bad.size(), 1u);
  EXPECT_EQ(raw.bad[0].reason, "speechiness: a number expected, 'much' got");
  EXPECT_THAT(raw.songs.ids, ElementsAre("b"));
}

TEST(SongCsv, WithoutIdsASongIsNamedByItsLine) {
  const RawCatalogue raw =
      read("track_name,artist(s)_name,bpm,energy\nHalo,B,100,0.5\n\nHalo,b,100,0.5\nX,Y,90,0.1\n");
  EXPECT_THAT(raw.songs.ids, ElementsAre("line-2", "line-5"));
  EXPECT_EQ(count_of(raw, "repeated_artist_and_title"), 1);
  EXPECT_THAT(describe_song_counts(raw.counts), Contains(HasSubstr("each song is named by its line")));
}

TEST(SongCsv, SharesInPercentAreRecognisedByTheNameOfTheirColumn) {
  const RawCatalogue named = read("id,loudness,energy_%,valence\na,-80,80,0.5\nb,-80,1,0.25\nc,-80,101,1\n");
  EXPECT_THAT(named.songs.columns, ElementsAre("energy", "loudness", "valence"));
  EXPECT_EQ(named.songs.values[0], 0.8F);
  EXPECT_EQ(named.songs.values[2], 0.5F);
  EXPECT_EQ(named.songs.values[3], 0.01F);
  EXPECT_EQ(named.songs.values[1], -80);  // no share
  EXPECT_EQ(cells_of(named, "energy", "out_of_range"), 1);
  EXPECT_EQ(named.counts.at("columns").at("energy").at("unit"), "percent");
  EXPECT_FALSE(named.counts.at("columns").at("valence").contains("unit"));
  EXPECT_THAT(describe_song_counts(named.counts),
              Contains("energy: in percent (0..100) in the file, divided by 100"));
}

TEST(SongCsv, OtherPercentagesAreRecognisedByTheirSignsOrValues) {
  std::string csv = "id,energy,valence,liveness,speechiness\n";
  // energy: mostly above 1; valence: a fraction of a percent for most; liveness: 0..1 with one mistake.
  for (int i = 0; i < 20; ++i)
    csv += std::to_string(i) + "," + std::to_string(3 * i) + "," + (i < 14 ? "0.5" : "25") + "," +
           (i == 3 ? "4" : "0.5") + "," + (i == 0 ? "4%" : "0.5%") + "\n";
  const RawCatalogue raw = read(csv);
  EXPECT_THAT(raw.songs.columns, ElementsAre("energy", "speechiness", "liveness", "valence"));
  EXPECT_EQ(raw.songs.values[4], 0.03F);   // energy
  EXPECT_EQ(raw.songs.values[5], 0.005F);  // speechiness
  EXPECT_EQ(raw.songs.values[6], 0.5F);    // liveness
  EXPECT_EQ(raw.songs.values[7], 0.005F);  // valence
  EXPECT_EQ(raw.songs.values[1], 0.04F);
  EXPECT_EQ(cells_of(raw, "liveness", "out_of_range"), 1);
  EXPECT_EQ(cells_of(raw, "energy", "out_of_range"), 0);
}

TEST(SongCsv, ACatalogueWithEveryKeyButCPerhapsLeftItEmpty) {
  const char* const notes[] = {"C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
  std::string csv = "id,energy,key\nx,0.5,\ny,0.5,\n";
  for (const char* note : notes) csv += std::string(note) + ",0.5," + note + "\n";
  EXPECT_EQ(count_of(read(csv), "key_c_missing"), 2);
  EXPECT_THAT(describe_song_counts(read(csv).counts), Contains(HasSubstr("no song is in the key C")));
  EXPECT_EQ(count_of(read(csv + "z,0.5,C\n"), "key_c_missing"), 0);
}

TEST(SongCsv, OtherSpellingsGiveTheSameSongs) {
  const RawCatalogue raw = read(
      ",Track URI,Artist Name,Track Name,Energy,Key,Tempo,Album\n"
      "0,spotify:track:b,Nina,\"Sinnerman, \"\"live\"\"\",0.5,0,120,X\n"
      "1,spotify:track:c,\"['A', \"\"B's\"\"]\",t,0.5,0,120,X\n");
  EXPECT_THAT(raw.songs.ids, ElementsAre("b", "c"));
  EXPECT_THAT(raw.songs.titles, ElementsAre("Sinnerman, \"live\"", "t"));
  EXPECT_THAT(raw.songs.artists, ElementsAre("Nina", "A, B's"));
  EXPECT_EQ(raw.counts.at("columns").at("energy").at("source"), "Energy");
  EXPECT_EQ(raw.counts.at("columns_left_out"), nlohmann::json({"", "Album"}));
}

TEST(SongCsv, BytesThatAreNotUtf8AreWrittenOutAndCounted) {
  const RawCatalogue raw = read(kHeader + "a,Bj\xF6rk,J\xF3ga,0.5,1,60\n");
  EXPECT_THAT(raw.songs.artists, ElementsAre("Bj\\xF6rk"));
  EXPECT_EQ(count_of(raw, "bytes_not_utf8"), 2);
}

TEST(SongCsv, ColumnsOfNamesMayBeMissing) {
  const RawCatalogue raw = read("id,energy\na,0.5\nb,0.5\n");
  EXPECT_EQ(raw.songs.num_songs, 2);
  EXPECT_THAT(raw.songs.titles, ElementsAre("", ""));
}

TEST(SongCounts, AreToldInWords) {
  const RawCatalogue raw =
      read(kHeader + "a,A,1,0.5,-1,60\na,A,1,0.6,-1,60\nb,,2,,3,60\nc,a,1,0.5,1,60\nd,A,x,0.5,1\n");
  EXPECT_THAT(
      describe_song_counts(raw.counts),
      ElementsAre("songs.csv: 5 records, 2 songs; left out: 1 bad, 1 with an id again, 1 with an artist "
                  "and title again",
                  "1 song without artist or title",
                  "1 record with an id again, but other features; the first is kept (songs.csv:2 and "
                  "songs.csv:3)",
                  "energy is unknown: 1 empty, 0 not detected by Spotify, 0 out of range",
                  "key is unknown: 0 empty, 1 not detected by Spotify, 0 out of range"));
}

TEST(SongCsv, IsTheSameHoweverManyRecordsThereAre) {
  // Records are read in parallel blocks of 64: the first of equal ones must be the file's first all the same.
  std::string csv = kHeader;
  for (int i = 0; i < 3000; ++i) {
    csv += "id" + std::to_string(i % 1000) + ",A,t" + std::to_string(i % 1000) + "," +
           (i < 1000 ? "0.25" : "0.75") + ",1,60\n";
  }
  const RawCatalogue raw = read(csv);
  ASSERT_EQ(raw.songs.num_songs, 1000);
  for (size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(raw.songs.ids[i], "id" + std::to_string(i));
    EXPECT_EQ(raw.songs.values[3 * i], 0.25F);
  }
  EXPECT_EQ(count_of(raw, "repeated_id_with_other_features"), 2000);
}

}  // namespace
}  // namespace affekt
