// Invented artists and titles for a synthetic catalogue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

struct DemoSongName {
  std::string artist, title;
};

/// `count` different songs of about count / 6 artists: no two have the same artist and title, capitals aside.
/// Some have a comma, quotes or letters beyond ASCII, as real ones do.
std::vector<DemoSongName> draw_song_names(uint64_t seed, int64_t count);

}  // namespace affekt
