#include "spotify/spotify_api.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"
#include "spotify/outside_fields.h"

namespace affekt {
namespace {

constexpr int64_t kPageSize = 50;        // the most that playlists and their items come at once
constexpr int64_t kSearchSize = 10;      // the most of a search, since February 2026
constexpr int64_t kMostItems = 100'000;  // the largest offset that the service takes
constexpr char kPlaylistPage[] = "https://open.spotify.com/playlist/";
constexpr char kReadsPlaylists[] =
    "the scopes playlist-read-private and playlist-read-collaborative, and a playlist that you made or work "
    "on";
constexpr char kChangesPlaylists[] =
    "the scope playlist-modify-private (of public playlists: playlist-modify-public), and a playlist that "
    "you may "
    "change and that has room (10,000 songs)";
constexpr char kReadsCatalogue[] = "a token of a person's consent, of any scope";

std::string name_answer(const ApiRequest& request) {
  return "the answer to " + request.name();
}

SpotifyTrack read_track_fields(const OutsideFields& fields) {
  SpotifyTrack track;
  track.id = fields.id("id");
  track.title = fields.text("name");
  for (const OutsideFields& artist : fields.objects("artists"))
    track.artists.push_back({artist.has("id") ? artist.id("id") : "", artist.text("name")});
  if (fields.has("album")) track.release_date = fields.object("album").text_or_empty("release_date");
  track.explicit_lyrics = fields.flag("explicit");
  return track;
}

}  // namespace

std::string SpotifyTrack::artist_names() const {
  std::string names;
  for (const SpotifyArtist& artist : artists) names += (names.empty() ? "" : ", ") + artist.name;
  return names;
}

std::string find_playlist_id(const std::string& text) {
  std::string id = text;
  for (const std::string_view beginning :
       {std::string_view(kPlaylistPage), std::string_view("spotify:playlist:")})
    if (begins_with(text, beginning)) id = text.substr(beginning.size());
  id = id.substr(0, id.find('?'));
  return is_spotify_id(id) ? id : "";
}

std::string playlist_link(const std::string& id) {
  return kPlaylistPage + id;
}

/// Page by page, by the offset. The address of the next page in an answer is not followed: it could name
/// another host, which the token is not for.
template <class Take>
void SpotifyApi::for_each_item(const std::string& path, const std::string& needs, const Take& take) {
  for (int64_t offset = 0;; offset += kPageSize) {
    ApiRequest request;
    request.path = path;
    request.query = {{"limit", std::to_string(kPageSize)}, {"offset", std::to_string(offset)}};
    request.needs = needs;
    const nlohmann::json document = client_.call(request);
    const OutsideFields page(document, name_answer(request));
    const std::vector<OutsideFields> items = page.objects("items");
    for (const OutsideFields& item : items) take(item);
    if (!page.has("next")) return;
    const int64_t total = page.count("total");
    if (offset + kPageSize >= std::min(total, kMostItems))
      throw DataError(
          fmt::format("{}: the service names a page behind the last one of {} items: its pages don't end",
                      request.name(), format_count(total)));
  }
}

std::vector<SpotifyPlaylist> SpotifyApi::list_playlists() {
  std::vector<SpotifyPlaylist> playlists;
  for_each_item("/me/playlists", kReadsPlaylists, [&](const OutsideFields& fields) {
    SpotifyPlaylist playlist;
    playlist.id = fields.id("id");
    playlist.name = fields.text("name");
    const OutsideFields owner = fields.object("owner");
    playlist.owner = owner.has("display_name") ? owner.text("display_name") : owner.text("id");
    for (const char* songs : {"tracks", "items"})  // the name until February 2026, and the one since
      if (fields.has(songs)) playlist.num_songs = fields.object(songs).count("total");
    playlists.push_back(std::move(playlist));
  });
  return playlists;
}

PlaylistTracks SpotifyApi::list_tracks(const std::string& playlist_id) {
  PlaylistTracks listed;
  for_each_item("/playlists/" + playlist_id + "/items", kReadsPlaylists, [&](const OutsideFields& fields) {
    const char* const song =
        fields.has("item") ? "item" : "track";  // the name since February 2026, and until then
    const bool is_gone = !fields.has(song) || fields.flag("is_local").value_or(false);
    if (is_gone || fields.object(song).text("type") != "track") {
      ++listed.num_left_out;
      return;
    }
    listed.tracks.push_back(read_track_fields(fields.object(song)));
    listed.tracks.back().added_at = fields.text_or_empty("added_at");
  });
  return listed;
}

std::vector<SpotifyTrack> SpotifyApi::search_tracks(const std::string& artist, const std::string& title) {
  // Quotes and colons are part of the search's own language.
  const auto make_words = [](std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '"' || c == ':'; }, ' ');
    return text;
  };
  ApiRequest request;
  request.path = "/search";
  request.query = {{"q", "track:" + make_words(title) + " artist:" + make_words(artist)},
                   {"type", "track"},
                   {"limit", std::to_string(kSearchSize)}};
  request.needs = kReadsCatalogue;
  const nlohmann::json document = client_.call(request);
  std::vector<SpotifyTrack> tracks;
  for (const OutsideFields& fields :
       OutsideFields(document, name_answer(request)).object("tracks").objects("items"))
    tracks.push_back(read_track_fields(fields));
  return tracks;
}

std::optional<SpotifyTrack> SpotifyApi::read_track(const std::string& id) try {
  ApiRequest request;
  request.path = "/tracks/" + id;
  request.needs = kReadsCatalogue;
  const nlohmann::json document = client_.call(request);
  return read_track_fields({document, name_answer(request)});
} catch (const NotKnownToService&) {
  return std::nullopt;
}

std::vector<std::string> SpotifyApi::list_genres(const std::string& artist_id) {
  ApiRequest request;
  request.path = "/artists/" + artist_id;
  request.needs = kReadsCatalogue;
  const nlohmann::json document = client_.call(request);
  return OutsideFields(document, name_answer(request)).texts_or_none("genres");
}

std::string SpotifyApi::create_playlist(const std::string& name, bool is_public) {
  ApiRequest request;
  request.method = "POST";
  request.path = "/me/playlists";
  request.body =
      nlohmann::json::object({{"name", name}, {"public", is_public}, {"description", "made with affekt"}});
  request.needs = is_public ? "the scope playlist-modify-public" : "the scope playlist-modify-private";
  const nlohmann::json document = client_.call(request);
  return OutsideFields(document, name_answer(request)).id("id");
}

void SpotifyApi::add_tracks(const std::string& playlist_id, const std::vector<std::string>& track_ids) {
  AFFEKT_CHECK(!track_ids.empty() && track_ids.size() <= kMostAddedAtOnce,
               "1 to 100 songs are added at once");
  ApiRequest request;
  request.method = "POST";
  request.path = "/playlists/" + playlist_id + "/items";
  nlohmann::json uris = nlohmann::json::array();
  for (const std::string& id : track_ids) uris.push_back("spotify:track:" + id);
  request.body = nlohmann::json::object({{"uris", std::move(uris)}});
  request.needs = kChangesPlaylists;
  client_.call(request);
}

}  // namespace affekt
