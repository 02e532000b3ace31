#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "server/profile_store.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ProfileStore, AThumbGoesIntoTheFileAndComesBack) {
  const TemporaryFolder folder;
  const std::string odd = "yes: \"quoted\", # [x] 'Ünïcode' \\ end";
  ProfileStore(folder / "me.yaml").vote({true, odd, Thumb::kUp});
  ProfileStore store(folder / "me.yaml");
  EXPECT_THAT(store.profile().like.artists, ElementsAre(odd));
  store.vote({true, odd, Thumb::kDown});
  EXPECT_THAT(store.profile().like.artists, IsEmpty());
  EXPECT_THAT(read_listener_profile(folder / "me.yaml").dislike.artists, ElementsAre(odd));
  store.vote({true, odd, Thumb::kNone});
  EXPECT_THAT(read_listener_profile(folder / "me.yaml").dislike.artists, IsEmpty());
}

TEST(ProfileStore, ANameCountsOnceWhateverItsCase) {
  ProfileStore store({});
  store.vote({false, "Anna - Song", Thumb::kUp});
  store.vote({false, " anna - song", Thumb::kUp});
  EXPECT_EQ(store.profile().like.songs.size(), 1U);
  EXPECT_FALSE(store.is_kept());
}

TEST(ProfileStore, WhatSomebodyWroteMeanwhileStays) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "me.yaml", "decades: [1990]\n");
  ProfileStore store(folder / "me.yaml");
  write_text_atomically(folder / "me.yaml", "decades: [1990]\nlike:\n  genres: [k-pop]\n");
  store.vote({true, "Anna", Thumb::kUp});
  const ListenerProfile read = read_listener_profile(folder / "me.yaml");
  EXPECT_THAT(read.like.genres, ElementsAre("k-pop"));
  EXPECT_THAT(read.decades, ElementsAre(1990));
  EXPECT_THAT(read.like.artists, ElementsAre("Anna"));
}

TEST(ProfileStore, AFaultyProfileEndsTheStart) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "me.yaml", "likes:\n  artists: [Anna]\n");
  EXPECT_THROW(ProfileStore(folder / "me.yaml"), ConfigError);
  EXPECT_THROW(ProfileStore(folder / "no_folder/me.yaml"), ArtifactError);
}

}  // namespace
}  // namespace affekt
