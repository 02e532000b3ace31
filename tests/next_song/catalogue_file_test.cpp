#include "next_song/catalogue_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::HasSubstr;

class CatalogueFileTest : public testing::Test {
 protected:
  std::string refusal_of_catalogue(const std::string& text) {
    write_text_atomically(folder_ / "catalogue.csv", text);
    try {
      read_catalogue_csv(folder_ / "catalogue.csv");
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  }
  TemporaryFolder folder_;
};

TEST_F(CatalogueFileTest, IsReadBackAsItWasWritten) {
  ListeningCatalogue catalogue;
  catalogue.ids = {"a\tb", "c,\"d\"", "e\nf"};
  catalogue.artists = {"A, B", "\xC3\x9F", ""};
  catalogue.titles = {" x ", "y", "z"};
  write_text_atomically(folder_ / "catalogue.csv", render_catalogue_csv(catalogue));
  const CatalogueFile file = read_catalogue_csv(folder_ / "catalogue.csv");
  EXPECT_EQ(file.ids, catalogue.ids);
  EXPECT_EQ(file.artists, catalogue.artists);
  EXPECT_EQ(file.titles, catalogue.titles);
}

TEST_F(CatalogueFileTest, DamageIsToldWithItsLine) {
  const std::string header = "index,id,artist,title\n";
  EXPECT_EQ(refusal_of_catalogue(header + "0,a,b,c\n"), "accepted");
  EXPECT_THAT(refusal_of_catalogue("id,artist,title\n0,a,b\n"),
              HasSubstr("catalogue.csv:1: expected the columns index,id,artist,title"));
  EXPECT_THAT(refusal_of_catalogue(header + "0,a,b,c\n2,a,b,c\n"),
              HasSubstr("catalogue.csv:3: expected index 1, got \"2\""));
  EXPECT_THAT(refusal_of_catalogue(header + "0,a,b\n"), HasSubstr("catalogue.csv:2: expected 4 fields"));
  EXPECT_THAT(refusal_of_catalogue(header + "0,a,b,\"c\n"),
              HasSubstr("catalogue.csv:2: a quote that is never closed"));
}

TEST(CatalogueDifference, NamesTheFirstSongOrTheNumberOfSongs) {
  EXPECT_EQ(find_catalogue_difference({"a", "b"}, {"a", "b"}), "");
  EXPECT_EQ(find_catalogue_difference({"a", "b"}, {"a", "c"}), "its row 1 is another song");
  EXPECT_EQ(find_catalogue_difference({"a", "b"}, {"a"}), "it has 1 songs and not 2");
}

}  // namespace
}  // namespace affekt
