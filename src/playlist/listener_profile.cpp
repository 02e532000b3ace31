#include "playlist/listener_profile.h"

#include <fmt/format.h>

#include "config/field_visitor.h"
#include "config/parse/config_layers.h"
#include "config/parse/read_fields.h"
#include "core/error.h"
#include "playlist/genre_language.h"
#include "playlist/song_index.h"

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
          FieldRules("Only songs by artists whose genres tell one of these languages; empty: all songs")
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

bool is_listener_name(std::string_view name) {
  const std::string key = make_name_key(name);
  return !key.empty() && key != "-";
}

ListenerProfile read_listener_profile(const std::filesystem::path& path) {
  ListenerProfile profile;
  read_document(load_layers(path, {}), [&](FieldVisitor& v) { profile.describe(v); });
  const auto check = [&](const char* key, const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (!is_listener_name(name))
        throw ConfigError(fmt::format("{}: {}: expected names, got \"{}\"", path.string(), key, name));
  };
  check("like.artists", profile.like.artists);
  check("like.genres", profile.like.genres);
  check("like.songs", profile.like.songs);
  check("dislike.artists", profile.dislike.artists);
  check("dislike.genres", profile.dislike.genres);
  check("dislike.songs", profile.dislike.songs);
  return profile;
}

}  // namespace affekt
