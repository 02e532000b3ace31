#include "spotify/playlist_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/characters.h"
#include "core/text/shown_text.h"

namespace affekt {
namespace {

constexpr size_t kWidestOwner = 40, kWidestName = 100;  // bytes

std::string make_line(const std::string& id, const std::string& songs, const std::string& owner, size_t width,
                      const std::string& name) {
  const std::string padding(width - std::min(width, count_characters(owner)), ' ');
  return fmt::format("{:<22}  {:>6}  {}{}  {}\n", id, songs, owner, padding, name);
}

}  // namespace

std::string render_playlist_table(const std::vector<SpotifyPlaylist>& playlists) {
  size_t width = std::string("owner").size();
  for (const SpotifyPlaylist& playlist : playlists)
    width = std::max(width, count_characters(show_text(playlist.owner, kWidestOwner)));
  std::string table = make_line("id", "songs", "owner", width, "name");
  for (const SpotifyPlaylist& playlist : playlists)
    table += make_line(playlist.id, playlist.num_songs ? std::to_string(*playlist.num_songs) : "?",
                       show_text(playlist.owner, kWidestOwner), width, show_text(playlist.name, kWidestName));
  return table;
}

}  // namespace affekt
