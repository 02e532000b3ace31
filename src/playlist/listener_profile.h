// What a listener likes and does not want to hear, as a YAML file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

class FieldVisitor;

/// Names are compared without regard to case and to blanks around them.
struct ListenerTaste {
  std::vector<std::string> artists;
  std::vector<std::string> genres;
  std::vector<std::string> songs;  // Spotify ids, or "artist - title"
  void describe(FieldVisitor& v);
};

struct ListenerProfile {
  ListenerTaste like;                     // such songs come earlier
  ListenerTaste dislike;                  // such songs never come
  std::vector<std::string> languages;     // empty: all. Else songs that are known to be in one of them
  std::vector<int64_t> decades;           // empty: all. Else songs known to be of one of them: 1990
  std::string explicit_lyrics = "allow";  // allow | avoid: no song that is known to have them
  void describe(FieldVisitor& v);
};

/// false: nothing but blanks, or a dash between them, which would stand for all songs without a name.
bool is_listener_name(std::string_view name);

/// @throws ConfigError with file:line:column for an unknown key, a wrong type, a value out of range, a file
///         that can't be read
ListenerProfile read_listener_profile(const std::filesystem::path& path);

}  // namespace affekt
