// affekt spotify: a playlist into a person's account, and songs of theirs with the artists' genres out of it.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/player/execute_player.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/shell_text.h"
#include "core/text/text.h"
#include "spotify/fetch_songs.h"
#include "spotify/playlist_file.h"
#include "spotify/playlist_table.h"
#include "spotify/save_playlist.h"

namespace affekt {
namespace {

void refuse_unused(const std::string& action, const std::vector<std::pair<const char*, bool>>& options) {
  for (const auto& [option, is_given] : options)
    if (is_given) throw ConfigError(fmt::format("affekt spotify {} takes no {}", action, option));
}

/// @throws ConfigError: an option that the action has no use for, or something is missing
void check_options(const SpotifyCommand& command) {
  const bool has_subject = !command.subject.empty();
  if (command.action == "save") {
    refuse_unused("save", {{"--out", !command.out.empty()}});
    if (!has_subject)
      throw ConfigError("which playlist is to be saved? Give the file that affekt recommend wrote");
    if (!command.into.empty())
      refuse_unused("save --into", {{"--name", !command.name.empty()}, {"--public", command.is_public}});
  } else {
    refuse_unused(command.action, {{"--name", !command.name.empty()},
                                   {"--public", command.is_public},
                                   {"--into", !command.into.empty()}});
    if (command.action == "playlists") {
      refuse_unused("playlists", {{"--out", !command.out.empty()}, {"further argument", has_subject}});
    } else if (!has_subject) {
      throw ConfigError(
          "which songs? Give a playlist's id or link (affekt spotify playlists), or a file of songs");
    }
  }
}

std::string require_playlist_id(const std::string& option, const std::string& text) {
  std::string id = find_playlist_id(text);
  if (id.empty())
    throw ConfigError(
        fmt::format("{}: expected a playlist's id or link (https://open.spotify.com/playlist/ID), got "
                    "\"{}\"",
                    option, text));
  return id;
}

void tell_not_found(const std::vector<std::string>& songs) {
  constexpr size_t kMostNamed = 20;
  if (songs.empty()) return;
  std::string text = count_of(static_cast<int64_t>(songs.size()), "song") +
                     " not found on Spotify under the same artist and title, left out: ";
  for (size_t i = 0; i < std::min(songs.size(), kMostNamed); ++i) text += (i > 0 ? "; " : "") + songs[i];
  if (songs.size() > kMostNamed) text += fmt::format(" and {} more", songs.size() - kMostNamed);
  log_warning(text);
}

void save(SpotifyApi& api, const SpotifyCommand& command, NamedSongs named) {
  SavePlaylistOptions options;
  options.name = command.name.empty() ? named.title : command.name;
  options.is_public = command.is_public;
  if (!command.into.empty()) options.into = require_playlist_id("--into", command.into);
  if (options.into.empty() && options.name.empty())
    throw ConfigError("the file has no title: name the new playlist with --name");
  options.resume = "affekt spotify save " + quote_for_shell(command.subject);
  const SavedPlaylist saved = save_playlist(api, named.songs, options);
  tell_not_found(saved.not_found);
  log_info(count_of(saved.num_added, "song") + " added" +
           (saved.num_there > 0 ? fmt::format(", {} were there", format_count(saved.num_there)) : ""));
  std::cout << playlist_link(saved.id) << "\n";
}

void fetch(SpotifyApi& api, const SpotifyCommand& command) {
  const std::string id = find_playlist_id(command.subject);
  const bool is_file = std::filesystem::exists(command.subject);
  if (id.empty() && !is_file) require_playlist_id("affekt spotify fetch", command.subject);
  const FetchedSongs songs =
      is_file ? fetch_named_songs(api, read_named_songs(command.subject).songs) : fetch_playlist(api, id);
  tell_not_found(songs.not_found);
  if (songs.num_left_out > 0)
    log_info(fmt::format("{} of the playlist left out: podcasts, local files, songs that are gone",
                         count_of(songs.num_left_out, "item")));
  log_info(fmt::format("{}; Spotify names genres of {} of {}",
                       count_of(static_cast<int64_t>(songs.tracks.size()), "song"),
                       format_count(songs.num_with_genres), count_of(songs.num_artists, "artist")));
  const std::string text = render_song_csv(songs);
  if (command.out.empty()) {
    std::cout << text;
  } else {
    write_text_atomically(command.out, text);
    log_info("songs: " + to_valid_utf8(command.out));
  }
}

}  // namespace

void execute(const SpotifyCommand& command) {
  check_options(command);
  const ApiAddress address = parse_api_address(command.api.empty() ? kSpotifyApi : command.api);
  NamedSongs named;
  if (command.action == "save") named = read_named_songs(command.subject);
  ApiClient client(address, read_access_token());
  SpotifyApi api(client);
  if (command.action == "save") {
    save(api, command, std::move(named));
  } else if (command.action == "playlists") {
    std::cout << render_playlist_table(api.list_playlists());
  } else {
    AFFEKT_CHECK(command.action == "fetch", "an unknown action of affekt spotify");
    fetch(api, command);
  }
}

}  // namespace affekt
