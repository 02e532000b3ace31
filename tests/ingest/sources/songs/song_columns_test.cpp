#include "ingest/sources/songs/song_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "id=track_id artist=... danceability=..." with the header's names.
std::string describe(const std::vector<std::string>& header) {
  const SongColumns found = find_song_columns(header, "t.csv:1");
  std::string text = "id=" + (found.id ? header[*found.id] : "(line)");
  if (found.artist) text += " artist=" + header[*found.artist];
  if (found.title) text += " title=" + header[*found.title];
  for (size_t d = 0; d < found.columns.size(); ++d) {
    text += std::string(" ") + song_features()[found.features[d]].name + "=" + header[found.columns[d]];
  }
  return text;
}

const SongFeature& feature(const std::string& name) {
  for (const SongFeature& candidate : song_features()) {
    if (candidate.name == name) return candidate;
  }
  throw std::logic_error(name);
}

CellState state_of(const std::string& field, const std::string& name) {
  float value = 0;
  const CellState state = parse_song_value(field, feature(name), value);
  EXPECT_EQ(std::isnan(value), state != CellState::kKnown) << field;
  return state;
}

float value_of(const std::string& field, const std::string& name) {
  float value = 0;
  EXPECT_EQ(parse_song_value(field, feature(name), value), CellState::kKnown) << field;
  return value;
}

TEST(SongColumns, AreFoundInTheLayoutsOfUsualCatalogues) {
  EXPECT_EQ(describe({"track_id", "artist", "track", "danceability", "key", "tempo", "duration_ms"}),
            "id=track_id artist=artist title=track danceability=danceability key=key tempo=tempo "
            "duration_ms=duration_ms");
  EXPECT_EQ(describe({"", "Track URI", "Track Name", "Artist URI", "Artist Name", "Artist Popularity",
                      "Track Popularity", "Energy", "Duration (ms)", "Time Signature"}),
            "id=Track URI artist=Artist Name title=Track Name energy=Energy duration_ms=Duration (ms) "
            "time_signature=Time Signature popularity=Track Popularity");
  EXPECT_EQ(describe({"year", "artist_name", "artist_id", "track_name", "track_id", "popularity", "valence",
                      "type", "uri", "track_href"}),
            "id=track_id artist=artist_name title=track_name valence=valence popularity=popularity");
  EXPECT_EQ(describe({"valence", "artists", "name", "id", "mode"}),
            "id=id artist=artists title=name mode=mode valence=valence");
  EXPECT_EQ(
      describe({"genre", "artist_name", "track_name", "track_id", "key", "mode", "time_signature"}),
      "id=track_id artist=artist_name title=track_name key=key mode=mode time_signature=time_signature");
  EXPECT_EQ(describe({"track_name", "artist(s)_name", "artist_count", "streams", "bpm", "key", "mode",
                      "danceability_%", "valence_%"}),
            "id=(line) artist=artist(s)_name title=track_name danceability=danceability_% key=key mode=mode "
            "valence=valence_% tempo=bpm");
}

TEST(SongColumns, ComeInOneOrderWhateverTheFiles) {
  EXPECT_EQ(describe({"tempo", "id", "energy", "danceability"}),
            "id=id danceability=danceability energy=energy tempo=tempo");
}

TEST(SongColumns, AHeaderWithoutIdsOrFeaturesIsNamedWithWhatItHas) {
  EXPECT_THAT(message_of<DataError>([] {
                find_song_columns({"artist", "energy"}, "t.csv:1");
              }),
              AllOf(HasSubstr("t.csv:1"), HasSubstr("track_id, id, Track URI"),
                    HasSubstr("or both artist and title"), HasSubstr("artist, energy")));
  EXPECT_THAT(message_of<DataError>([] {
                find_song_columns({"id", "year"}, "t.csv:1");
              }),
              AllOf(HasSubstr("audio features"), HasSubstr("id, year")));
  EXPECT_FALSE(is_song_header({"id", "year"}));
  EXPECT_FALSE(is_song_header({}));
  EXPECT_TRUE(is_song_header({"ID", "Energy"}));
}

TEST(SongColumns, TwoColumnsOfOneNameAreRefused) {
  EXPECT_THAT(message_of<DataError>([] {
                find_song_columns({"id", "energy", "x", "Energy"}, "t.csv:1");
              }),
              AllOf(HasSubstr("columns 2 'energy' and 4 'Energy'"), HasSubstr("rename or remove one")));
}

TEST(SongValues, NumbersAreReadInAnyUsualForm) {
  EXPECT_EQ(value_of("0.5", "energy"), 0.5F);
  EXPECT_EQ(value_of(" \"0.5\" ", "energy"), 0.5F);
  EXPECT_EQ(value_of("+5e-1", "energy"), 0.5F);
  EXPECT_EQ(value_of("8.94e-05", "instrumentalness"), 8.94e-05F);
  EXPECT_EQ(value_of("1e-400", "energy"), 0.0F);
  EXPECT_EQ(value_of("5.0", "key"), 5.0F);
  EXPECT_EQ(value_of("-0.0", "energy"), 0.0F);
  EXPECT_FALSE(std::signbit(value_of("-0.0", "energy")));
  EXPECT_EQ(value_of("0.8320000000000001", "energy"), 0.832F);
}

TEST(SongValues, AnEmptyCellIsUnknownAndATextIsNone) {
  for (const char* field :
       {"", "  ", "\"\"", "nan", "NaN", "\" \"", "NA", "n/a", "#N/A", "null", "NULL", "None"}) {
    EXPECT_EQ(state_of(field, "energy"), CellState::kEmpty) << field;
  }
  for (const char* field :
       {"x", "0,5", "0.5x", "0x1", "1 2", "-", "+", "--1", "nan(1)", "nil", "unknown", "0.5.5"}) {
    EXPECT_EQ(state_of(field, "energy"), CellState::kNoNumber) << field;
  }
}

TEST(SongValues, AKeyMayBeANote) {
  const std::vector<std::vector<const char*>> keys = {
      {"C", "c", "B#"},
      {"C#", "C\u266F", "Db", "D\u266D", "C#/Db", "C\u266F/D\u266D"},
      {"D"},
      {"D#", "Eb"},
      {"E", "Fb"},
      {"F", "E#"},
      {"F#", "Gb"},
      {" G "},
      {"G#", "Ab", "\"Ab\""},
      {"A"},
      {"A#", "Bb", "bb"},
      {"B", "Cb", "b"}};
  for (size_t key = 0; key < keys.size(); ++key) {
    for (const char* name : keys[key]) EXPECT_EQ(value_of(name, "key"), static_cast<float>(key)) << name;
  }
  for (const char* name : {"H", "C##", "C#/Eb", "C/", "/C", "#", "Cx", "C#m", "\xE9"})
    EXPECT_EQ(state_of(name, "key"), CellState::kNoNumber) << name;
}

TEST(SongValues, AModeMayBeNamedAndATimeSignatureAFraction) {
  EXPECT_EQ(value_of("Major", "mode"), 1.0F);
  EXPECT_EQ(value_of("minor", "mode"), 0.0F);
  EXPECT_EQ(state_of("dorian", "mode"), CellState::kNoNumber);
  EXPECT_EQ(value_of("4/4", "time_signature"), 4.0F);
  EXPECT_EQ(value_of("5/4", "time_signature"), 5.0F);
  EXPECT_EQ(state_of("0/4", "time_signature"), CellState::kUnknown);
  EXPECT_EQ(state_of("17/4", "time_signature"), CellState::kOutOfRange);
  for (const char* text : {"6/8", "/4", "4/", "x/4", "4/44", "1234/4"})
    EXPECT_EQ(state_of(text, "time_signature"), CellState::kNoNumber) << text;
  EXPECT_EQ(state_of("C#", "energy"), CellState::kNoNumber);  // a word of another feature
}

TEST(SongValues, RangesHoldBothEnds) {
  for (const char* name :
       {"danceability", "energy", "speechiness", "acousticness", "instrumentalness", "liveness", "valence"}) {
    EXPECT_EQ(state_of("0", name), CellState::kKnown) << name;
    EXPECT_EQ(state_of("1", name), CellState::kKnown) << name;
    EXPECT_EQ(state_of("1.001", name), CellState::kOutOfRange) << name;
    EXPECT_EQ(state_of("-0.001", name), CellState::kOutOfRange) << name;
    EXPECT_EQ(state_of("inf", name), CellState::kOutOfRange) << name;
  }
  EXPECT_EQ(state_of("11", "key"), CellState::kKnown);
  EXPECT_EQ(state_of("12", "key"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("4.5", "key"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("2", "mode"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("-100", "loudness"), CellState::kKnown);
  EXPECT_EQ(state_of("10.1", "loudness"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("1001", "tempo"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("100", "popularity"), CellState::kKnown);
  EXPECT_EQ(state_of("86400001", "duration_ms"), CellState::kOutOfRange);
}

TEST(SongValues, WhatSpotifySaysWhenItDoesNotKnowIsUnknown) {
  EXPECT_EQ(state_of("-1", "key"), CellState::kUnknown);
  EXPECT_EQ(state_of("-2", "key"), CellState::kOutOfRange);
  EXPECT_EQ(state_of("0", "tempo"), CellState::kUnknown);
  EXPECT_EQ(state_of("-3", "tempo"), CellState::kUnknown);
  EXPECT_EQ(state_of("0", "time_signature"), CellState::kUnknown);
  EXPECT_EQ(state_of("0", "duration_ms"), CellState::kUnknown);
  EXPECT_EQ(state_of("0", "popularity"), CellState::kKnown);
}

TEST(SongFeatures, HaveDifferentNamesInTheOrderOfThePreparedFile) {
  std::vector<std::string> names;
  for (const SongFeature& candidate : song_features()) names.emplace_back(candidate.name);
  EXPECT_THAT(names, ElementsAre("danceability", "energy", "key", "loudness", "mode", "speechiness",
                                 "acousticness", "instrumentalness", "liveness", "valence", "tempo",
                                 "duration_ms", "time_signature", "popularity"));
}

}  // namespace
}  // namespace affekt
