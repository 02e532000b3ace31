// A playlist as a table for people, and as files for programs: JSON, CSV, M3U8, XSPF, JSPF.
#pragma once

#include <string>
#include <vector>

#include "playlist/compose_playlist.h"

namespace affekt {

/// What a playlist was asked for, in words and numbers, for its files.
struct PlaylistOrigin {
  std::string title;       // "happy", "lift from sad"
  std::string mood_source;  // how the mood was told: "--mood sad", "face.jpg: sad 81 %"; one line
  PlaylistRequest request;
};

/// table | json | csv | m3u8 | xspf | jspf
const std::vector<std::string>& playlist_formats();

/// Ends with a line break. All text is valid UTF-8.
/// - m3u8: extended M3U. A song without a Spotify id has a comment only, since there is nothing to open.
/// - xspf: XSPF 1 (xspf.org), jspf: the same as JSON (xspf.org/jspf).
/// - json: the songs with their reasons in numbers, and what the rules left out.
/// @param format  one of playlist_formats()
std::string render_playlist(const SongLibrary& library, const Playlist& playlist,
                            const PlaylistOrigin& origin, const std::string& format);

}  // namespace affekt
