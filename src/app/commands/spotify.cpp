// affekt spotify: a playlist into a person's account, and songs of theirs with the artists' genres out of it.
#include <fmt/format.h>

#include <iostream>

#include "app/player/execute_player.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/out_file.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/shell_text.h"
#include "core/text/text.h"
#include "spotify/fetch_songs.h"
#include "spotify/find_songs.h"
#include "spotify/playlist_file.h"
#include "spotify/playlist_table.h"
#include "spotify/save_playlist.h"

namespace affekt {
namespace {

constexpr char kFetch[] = "affekt spotify fetch";

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
        fmt::format("{}: expected a playlist's id or link (https://open.spotify.com/playlist/ID){}, got "
                    "\"{}\"",
                    option, option == kFetch ? ", or a file of songs" : "", text));
  return id;
}

void save(SpotifyApi& api, const SpotifyCommand& command, NamedSongs named) {
  SavePlaylistOptions options;
  options.name = command.name.empty() ? named.title : command.name;
  options.is_public = command.is_public;
  if (!command.into.empty()) options.into = require_playlist_id("--into", command.into);
  if (options.into.empty() && options.name.empty())
    throw ConfigError("the file has no title: name the new playlist with --name");
  const std::string api_option = command.api.empty() ? "" : " --api " + quote_for_shell(command.api);
  options.resume = "affekt spotify save " + quote_for_shell(command.subject) + api_option;
  options.list = "affekt spotify playlists" + api_option;
  const SavedPlaylist saved = save_playlist(api, named.songs, options);
  if (!saved.not_found.empty()) log_warning(list_not_found(saved.not_found));
  log_info(count_of(saved.num_added, "song") + " added" +
           (saved.num_there > 0 ? fmt::format(", {} were there", format_count(saved.num_there)) : ""));
  std::cout << playlist_link(saved.id) << "\n";
}

/// @param named  of the file, if it is one
void fetch(SpotifyApi& api, const SpotifyCommand& command, const NamedSongs& named) {
  const FetchedSongs songs = named.songs.empty() ? fetch_playlist(api, find_playlist_id(command.subject))
                                                 : fetch_named_songs(api, named.songs);
  if (songs.num_left_out > 0)
    log_info(fmt::format("{} of the playlist left out: podcasts, local files, songs that are gone",
                         count_of(songs.num_left_out, "item")));
  log_info(fmt::format("{}; Spotify names genres of {} of {}",
                       count_of(static_cast<int64_t>(songs.tracks.size()), "song"),
                       format_count(songs.num_with_genres), count_of(songs.num_artists, "artist")));
  for (const std::string& gap : list_gaps(songs)) log_warning(gap);
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
  if (command.action == "fetch" && !names_song_file(command.subject))
    require_playlist_id(kFetch, command.subject);
  else if (command.action != "playlists")
    named = read_named_songs(command.subject);
  if (!command.out.empty()) check_out_file(command.out, {command.subject}, "table of songs");
  ApiClient client(address, read_access_token());
  SpotifyApi api(client);
  if (command.action == "save") {
    save(api, command, std::move(named));
  } else if (command.action == "playlists") {
    std::cout << render_playlist_table(api.list_playlists());
  } else {
    AFFEKT_CHECK(command.action == "fetch", "an unknown action of affekt spotify");
    fetch(api, command, named);
  }
}

}  // namespace affekt
