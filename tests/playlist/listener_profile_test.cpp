#include "playlist/listener_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

ListenerProfile read_profile(const std::string& text) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "me.yaml", text);
  return read_listener_profile(folder / "me.yaml");
}

std::string refusal_of(const std::string& text) {
  try {
    read_profile(text);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ListenerProfile, ReadsWhatIsThere) {
  const ListenerProfile profile = read_profile(
      "like: {artists: [Abba, \"AC/DC\"], genres: [k-pop]}\ndislike:\n  songs: [\"Abba - SOS\"]\n"
      "languages: [hindi, english]\ndecades: [1990, 2000]\nexplicit_lyrics: avoid\n");
  EXPECT_THAT(profile.like.artists, ElementsAre("Abba", "AC/DC"));
  EXPECT_THAT(profile.like.genres, ElementsAre("k-pop"));
  EXPECT_THAT(profile.dislike.songs, ElementsAre("Abba - SOS"));
  EXPECT_THAT(profile.languages, ElementsAre("hindi", "english"));
  EXPECT_THAT(profile.decades, ElementsAre(1990, 2000));
  EXPECT_EQ(profile.explicit_lyrics, "avoid");
}

TEST(ListenerProfile, AnEmptyOneAllowsAll) {
  const ListenerProfile profile = read_profile("# nothing yet\n");
  EXPECT_TRUE(profile.languages.empty());
  EXPECT_EQ(profile.explicit_lyrics, "allow");
}

TEST(ListenerProfile, FaultsNameLineKeyAndTheNearestKnownOne) {
  EXPECT_THAT(refusal_of("like: {artists: [Abba, \"  \"]}"),
              HasSubstr("me.yaml: like.artists: expected names"));
  EXPECT_THAT(refusal_of("dislike: {songs: [\" - \"]}"), HasSubstr("me.yaml: dislike.songs: expected names"));
  EXPECT_THAT(refusal_of("like:\n  artist: [x]\n"), AllOf(HasSubstr("me.yaml:2:3: like.artist: unknown key"),
                                                          HasSubstr("did you mean \"artists\"?")));
  EXPECT_THAT(refusal_of("languages: [klingon]\n"), HasSubstr("me.yaml:1:13: languages"));
  EXPECT_THAT(refusal_of("decades: [90]\n"), HasSubstr("from 1900 to 2090"));
  EXPECT_THAT(refusal_of("explicit_lyrics: false\n"), HasSubstr("allow or avoid"));
  EXPECT_THAT(refusal_of("like: Abba\n"), HasSubstr("like: expected keys below it, such as like.artists"));
}

}  // namespace
}  // namespace affekt
