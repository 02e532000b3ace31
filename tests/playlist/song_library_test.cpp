#include "playlist/song_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "playlist/song_details.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kHeader[] = "id,artist,title,cluster,distance,predicted_valence,predicted_arousal\n";
constexpr char kTwoSongs[] = "s0,Ann,\"a, b\",0,1,3,1\ns1,ann,c,2,2,1,1\n";

/// A run's folder with the tiny model and clusters.csv.
class SongLibraryTest : public testing::Test {
 protected:
  void write_model(bool has_places = true) {
    auto metadata = test::make_tiny_song_metadata();
    metadata["affekt.emotion_policy"] =
        to_json(make_emotion_policy(has_places ? std::vector<AffectPoint>{{0, 0}, {1, 1}, {-1, -1}}
                                               : std::vector<AffectPoint>{},
                                    "by hand"))
            .dump();
    write_text_atomically(folder_ / "model.onnx",
                          test::make_song_model(test::make_tiny_song_graph(), metadata).SerializeAsString());
  }
  void write_clusters(const std::string& text) { write_text_atomically(folder_ / "clusters.csv", text); }
  std::string refusal() const {
    try {
      read_song_library(folder_.path());
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  }

  const TemporaryFolder folder_;
};

// Predicted valences 3 and 1 have the mean 2 and the deviation 1; the arousals are equal.
TEST_F(SongLibraryTest, PlacesAreInDeviationsFromTheMeanSong) {
  write_model();
  write_clusters(std::string(kHeader) + kTwoSongs);
  const SongLibrary library = read_song_library(folder_.path());
  EXPECT_THAT(library.ids, ElementsAre("s0", "s1"));
  EXPECT_THAT(library.titles, ElementsAre("a, b", "c"));
  EXPECT_THAT(library.clusters, ElementsAre(0, 2));
  EXPECT_DOUBLE_EQ(library.places[0].valence, 1);
  EXPECT_DOUBLE_EQ(library.places[1].valence, -1);
  EXPECT_DOUBLE_EQ(library.places[0].arousal, 0);
  EXPECT_THAT(library.artist_names, ElementsAre("ann"));
  EXPECT_THAT(library.artist_of, ElementsAre(0, 0));
  EXPECT_THAT(library.labels, ElementsAre("middle", "bright", "dark"));
}

TEST_F(SongLibraryTest, WithoutAPredictionASongLiesWhereItsClusterDoes) {
  write_model();
  write_clusters("id,artist,title,cluster,distance\ns0,Ann,a,1,1\n");
  EXPECT_DOUBLE_EQ(read_song_library(folder_ / "model.onnx").places[0].valence, 1);
}

// (energy 0.6, valence 0.8) is nearest to (0, 0), cluster 0, and its affect is (1.4, -0.2).
TEST_F(SongLibraryTest, SongsOfACatalogueGetTheirClusterFromTheModel) {
  write_model();
  write_clusters(std::string(kHeader) + kTwoSongs);
  write_text_atomically(folder_ / "more.csv",
                        "id,artist,title,energy,valence\ns9,Bob,new,0.6,0.8\ns1,Cid,known id,0.1,0.1\n"
                        "s8,ANN,C,0.1,0.1\n");
  const SongLibrary library = read_song_library(folder_.path(), {folder_ / "more.csv"});
  EXPECT_THAT(library.ids, ElementsAre("s0", "s1", "s9"));
  EXPECT_EQ(library.clusters[2], 0);
  // Valences 3, 1 and 1.4: mean 1.8, deviation sqrt((1.44 + 0.64 + 0.16) / 3) = 0.8641.
  EXPECT_NEAR(library.places[2].valence, -0.4 / 0.8641, 1e-4);
}

TEST_F(SongLibraryTest, WhatDoesNotFitIsRefused) {
  EXPECT_THAT(refusal(), HasSubstr("model.onnx: cannot read"));
  write_model(false);
  write_clusters(std::string(kHeader) + kTwoSongs);
  EXPECT_THAT(refusal(), HasSubstr("nothing is known of the emotion of its clusters"));
  write_model();
  std::filesystem::remove(folder_ / "clusters.csv");
  EXPECT_THAT(refusal(), HasSubstr("there is no such file, which names the songs"));
  write_clusters("id,cluster\na,1\n");
  EXPECT_THAT(refusal(), HasSubstr("clusters.csv:1: expected the columns id,artist,title,cluster"));
  write_clusters(std::string(kHeader) + "s0,Ann,a,3,1,3,1\n");
  EXPECT_THAT(refusal(), HasSubstr("clusters.csv:2: cluster \"3\" is outside 0..2"));
  write_clusters(std::string(kHeader) + "s0,Ann,a,0,1,3,1\ns1,Ann,a,0,1,nan,1\ns2,Ann,b,9,1,3,1\n");
  EXPECT_THAT(refusal(), HasSubstr("clusters.csv:3: predicted_valence"));
  write_clusters(std::string(kHeader) + "s0,Ann,a,0,1,3\n");
  EXPECT_THAT(refusal(), HasSubstr("clusters.csv:2: 7 fields expected, 6 got"));
  write_clusters(kHeader);
  EXPECT_THAT(refusal(), HasSubstr("it names no song"));
}

TEST_F(SongLibraryTest, DetailsComeFromTheFirstFileThatKnowsThem) {
  write_model();
  write_clusters(std::string(kHeader) + "s0,Ann,a,0,1,3,1\ns1,\"Bob, Cid\",c,2,2,1,1\ns2,Dot,d,0,1,1,1\n");
  write_text_atomically(folder_ / "genres.csv",
                        "Track URI,Artist Name,Artist Genres,Release Date,Explicit\n"
                        "spotify:track:s0,ANN,\"['Tamil Pop', 'filmi']\",1999-01-02,TRUE\n"
                        "spotify:track:x,Bob,\"['k-pop']\",,\n"
                        "spotify:track:y,Dot,[],19,maybe\n");
  write_text_atomically(folder_ / "more.csv",
                        "artist,title,year,genres\nann,a,2005,rock\nDot,d,1984,edm; pop\n");
  const SongLibrary library = read_song_library(folder_.path());
  const SongDetails details = read_song_details(library, {folder_ / "genres.csv", folder_ / "more.csv"});
  EXPECT_THAT(details.years, ElementsAre(1999, 0, 1984));
  EXPECT_THAT(details.explicit_lyrics, ElementsAre(1, -1, -1));
  EXPECT_THAT(details.genres[0], ElementsAre("tamil pop", "filmi"));
  EXPECT_THAT(details.languages[0], ElementsAre("hindi", "tamil"));
  EXPECT_THAT(details.languages[1], ElementsAre("korean"));  // by the first of two artists
  EXPECT_THAT(details.genres[2], ElementsAre("edm", "pop"));
}

TEST_F(SongLibraryTest, AFileThatNamesNoSongTellsNothing) {
  write_model();
  write_clusters(std::string(kHeader) + kTwoSongs);
  write_text_atomically(folder_ / "other.csv", "genre,year\npop,1990\n");
  EXPECT_THROW(read_song_details(read_song_library(folder_.path()), {folder_ / "other.csv"}), DataError);
}

}  // namespace
}  // namespace affekt
