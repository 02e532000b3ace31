#include "playlist/listener_profile.h"

#include "config/field_visitor.h"
#include "config/parse/config_layers.h"
#include "config/parse/read_fields.h"
#include "playlist/genre_language.h"

namespace affekt {
namespace {

constexpr size_t kMostItems = 10000;

}  // namespace

void ListenerTaste::describe(FieldVisitor& v) {
  v.field("artists", &artists, FieldRules("Names of artists").num_items(0, kMostItems));
  v.field("genres", &genres, FieldRules("Genres of artists, such as k-pop").num_items(0, kMostItems));
  v.field("songs", &songs,
          FieldRules("Spotify ids of songs, or \"artist - title\"").num_items(0, kMostItems));
}

void ListenerProfile::describe(FieldVisitor& v) {
  v.section("like", like, "Such songs come earlier");
  v.section("dislike", dislike, "Such songs never come");
  v.field("languages", &languages,
          FieldRules("Only songs that are known to be in one of these languages; empty: all songs")
              .num_items(0, song_languages().size())
              .one_of(song_languages()));
  v.field("decades", &decades,
          FieldRules("Only songs that are known to be of these decades, such as 1990; empty: all songs")
              .num_items(0, 20)
              .at_least(1900)
              .at_most(2090));
  v.field("explicit_lyrics", &explicit_lyrics,
          FieldRules("avoid: no song that is known to have explicit lyrics").one_of({"allow", "avoid"}));
}

ListenerProfile read_listener_profile(const std::filesystem::path& path) {
  ListenerProfile profile;
  read_document(load_layers(path, {}), [&](FieldVisitor& v) { profile.describe(v); });
  return profile;
}

}  // namespace affekt
