// A server in this process that answers as the documentation of Spotify's Web API says (reference and
// changelogs of February, March and May 2026), and notes every request that the documentation doesn't allow.
#pragma once

#include <httplib.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/text/lower_case.h"

namespace affekt::testing_spotify {

using nlohmann::json;

constexpr char kToken[] = "BQDa-secret_token.of/this+test=0123456789";
inline const std::string kAllScopes =
    "playlist-modify-private playlist-modify-public playlist-read-private playlist-read-collaborative";

/// "x" -> 22 letters, as Spotify's ids have them.
inline std::string make_id(const std::string& beginning) {
  return beginning + std::string(22 - beginning.size(), '0');
}

struct FakeArtist {
  std::string id, name;
  std::vector<std::string> genres;
};

struct FakeTrack {
  std::string id, title;
  std::vector<std::string> artists;  // ids
  std::string release_date = "1975-06-01";
  bool is_explicit = false;
};

struct FakePlaylist {
  std::string id, name;
  bool is_public = false;
  std::vector<json> items;  // of the documentation's "playlist track object"
};

class FakeSpotify {
 private:
  template <class Things>
  static auto find(Things& things, const std::string& id) {
    return std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
  }

 public:
  using Answer = std::function<void(const httplib::Request&, httplib::Response&)>;

  FakeSpotify() {
    server_.set_keep_alive_timeout(1);
    server_.set_tcp_nodelay(true);
    server_.Get(".*", [this](const auto& request, auto& response) { answer(request, response); });
    server_.Post(".*", [this](const auto& request, auto& response) { answer(request, response); });
    server_.Put(".*", [this](const auto& request, auto& response) { answer(request, response); });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~FakeSpotify() {
    server_.stop();
    thread_.join();
  }
  FakeSpotify(const FakeSpotify&) = delete;
  FakeSpotify& operator=(const FakeSpotify&) = delete;

  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }

  // What there is; set before the first request.
  std::map<std::string, FakeArtist> artists;
  std::vector<FakeTrack> tracks;
  std::vector<FakePlaylist> playlists;
  std::string scopes = kAllScopes;
  bool has_former_names_only = false;  // "tracks" and "track", as apps with an extended quota get them

  /// The next `times` requests get this answer instead, after they were checked.
  void answer_next(const Answer& answer, int times = 1) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int i = 0; i < times; ++i) scripted_.push_back(answer);
  }
  /// Not the next `passed` requests, but the one after them.
  void answer_after(int passed, const Answer& answer) {
    answer_next({}, passed);
    answer_next(answer);
  }
  static Answer with(int status, const std::string& body = "", const httplib::Headers& headers = {}) {
    return [=](const httplib::Request&, httplib::Response& response) {
      response.status = status;
      response.headers.insert(headers.begin(), headers.end());
      response.set_content(body, "application/json");
    };
  }
  static Answer with_error(int status, const std::string& message, const httplib::Headers& headers = {}) {
    return with(status, json({{"error", {{"status", status}, {"message", message}}}}).dump(), headers);
  }

  /// What the requests had that isn't documented.
  std::vector<std::string> faults() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return faults_;
  }
  /// "GET /v1/me/playlists?limit=50&offset=0"
  std::vector<std::string> requests() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }
  json track_object(const std::string& id) const { return describe_track(*find(tracks, id)); }

 private:
  json describe_artist(const std::string& id, bool is_full) const {
    const FakeArtist& artist = artists.at(id);
    json described = {{"external_urls", {{"spotify", "https://open.spotify.com/artist/" + id}}},
                      {"href", address() + "/artists/" + id},
                      {"id", id},
                      {"name", artist.name},
                      {"type", "artist"},
                      {"uri", "spotify:artist:" + id}};
    if (is_full) described.update({{"genres", artist.genres}, {"images", json::array()}});
    return described;
  }

  json describe_track(const FakeTrack& track) const {
    json by = json::array();
    for (const std::string& artist : track.artists) by.push_back(describe_artist(artist, false));
    return {{"album",
             {{"album_type", "album"},
              {"artists", by},
              {"id", make_id("album")},
              {"name", "Album"},
              {"release_date", track.release_date},
              {"release_date_precision", "day"},
              {"type", "album"}}},
            {"artists", by},
            {"disc_number", 1},
            {"duration_ms", 200000},
            {"explicit", track.is_explicit},
            {"external_urls", {{"spotify", "https://open.spotify.com/track/" + track.id}}},
            {"href", address() + "/tracks/" + track.id},
            {"id", track.id},
            {"is_local", false},
            {"name", track.title},
            {"track_number", 1},
            {"type", "track"},
            {"uri", "spotify:track:" + track.id}};
  }

  json describe_playlist(const FakePlaylist& playlist) const {
    json described = {{"collaborative", false},
                      {"description", nullptr},
                      {"external_urls", {{"spotify", "https://open.spotify.com/playlist/" + playlist.id}}},
                      {"href", address() + "/playlists/" + playlist.id},
                      {"id", playlist.id},
                      {"images", nullptr},
                      {"name", playlist.name},
                      {"owner", {{"id", "me"}, {"display_name", "Me Myself"}, {"type", "user"}}},
                      {"public", playlist.is_public},
                      {"snapshot_id", "AAAA"},
                      {"type", "playlist"},
                      {"uri", "spotify:playlist:" + playlist.id}};
    const json songs = {{"href", address() + "/playlists/" + playlist.id + "/items"},
                        {"total", playlist.items.size()}};
    described[has_former_names_only ? "tracks" : "items"] = songs;
    return described;
  }

  void note(const std::string& fault) { faults_.push_back(requests_.back() + ": " + fault); }

  static void refuse(httplib::Response& response, int status, const std::string& message) {
    with_error(status, message)({}, response);
  }

  /// One of the query's keys as a number in its documented range; the default if it is missing.
  int64_t read_number(const httplib::Request& request, const char* key, int64_t minimum, int64_t maximum,
                      int64_t otherwise) {
    if (!request.has_param(key)) return otherwise;
    const std::string text = request.get_param_value(key);
    const bool is_number =
        !text.empty() && text.size() < 9 && std::all_of(text.begin(), text.end(), ::isdigit);
    const int64_t value = is_number ? std::stoll(text) : -1;
    if (value < minimum || value > maximum) note(std::string(key) + "=" + text + " is out of range");
    return std::clamp(value, minimum, maximum);
  }

  void check_query(const httplib::Request& request, const std::set<std::string>& known) {
    for (const auto& [key, value] : request.params) {
      if (known.count(key) == 0) note("the query has " + key);
      if (request.get_param_value_count(key) != 1) note("the query has " + key + " twice");
    }
  }

  json read_body(const httplib::Request& request, const std::map<std::string, json::value_t>& fields) {
    if (request.get_header_value("Content-Type") != "application/json")
      note("no Content-Type application/json");
    json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
      note("the body is no JSON object");
      return json::object();
    }
    for (const auto& [key, type] : fields)
      if (!body.contains(key) || body[key].type() != type)
        note("the body's " + key + " is missing or of another type");
    for (const auto& [key, value] : body.items())
      if (fields.count(key) == 0) note("the body has " + key);
    return body;
  }

  void answer_page(const httplib::Request& request, httplib::Response& response,
                   const std::vector<json>& items) {
    check_query(request, {"limit", "offset"});
    const int64_t limit = read_number(request, "limit", 1, 50, 20);
    const int64_t offset = read_number(request, "offset", 0, 100000, 0);
    const auto total = static_cast<int64_t>(items.size());
    json page = {{"href", address() + request.path.substr(3)},
                 {"items", json::array()},
                 {"limit", limit},
                 {"offset", offset},
                 {"previous", nullptr},
                 {"next", nullptr},
                 {"total", total}};
    for (int64_t i = offset; i < std::min(offset + limit, total); ++i)
      page["items"].push_back(items[static_cast<size_t>(i)]);
    if (offset + limit < total)
      page["next"] = address() + request.path.substr(3) + "?offset=" + std::to_string(offset + limit) +
                     "&limit=" + std::to_string(limit);
    response.set_content(page.dump(), "application/json");
  }

  bool needs_scope(const std::string& scope, httplib::Response& response) {
    if (scopes.find(scope) != std::string::npos) return true;
    refuse(response, 403, "Insufficient client scope");
    return false;
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    const Answer scripted = check_and_answer(request, response);
    if (!scripted) return;
    response.headers.clear();
    response.body.clear();
    scripted(request, response);
  }

  /// @return what is to be answered instead, if anything
  Answer check_and_answer(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request.method + " " + request.target);
    if (request.get_header_value("Authorization") != "Bearer " + std::string(kToken)) note("another token");
    if (request.target.find(kToken) != std::string::npos || request.body.find(kToken) != std::string::npos)
      note("the token is in the target or in the body");
    if (request.method == "GET" && !request.body.empty()) note("a GET with a body");
    Answer scripted;
    if (!scripted_.empty()) {
      scripted = scripted_.front();
      scripted_.pop_front();
    }
    dispatch(request, response, scripted != nullptr);
    return scripted;
  }

  /// @param is_dry  checks the request only
  void dispatch(const httplib::Request& request, httplib::Response& response, bool is_dry) {
    static const std::regex playlist_items("/v1/playlists/([A-Za-z0-9]+)/items"),
        track("/v1/tracks/([A-Za-z0-9]+)"), artist("/v1/artists/([A-Za-z0-9]+)");
    std::smatch match;
    const std::string call = request.method + " " + request.path;
    if (call == "GET /v1/me/playlists") {
      if (!needs_scope("playlist-read-private", response)) return;
      std::vector<json> items;
      for (const FakePlaylist& playlist : playlists) items.push_back(describe_playlist(playlist));
      answer_page(request, response, items);
    } else if (call == "POST /v1/me/playlists") {
      create_playlist(request, response, is_dry);
    } else if (std::regex_match(request.path, match, playlist_items) && request.method != "PUT") {
      const auto playlist = find(playlists, match[1]);
      if (playlist == playlists.end()) {
        refuse(response, 404, "Resource not found");
      } else if (request.method == "GET") {
        answer_page(request, response, playlist->items);
      } else {
        add_items(request, response, *playlist, is_dry);
      }
    } else if (call == "GET /v1/search") {
      search(request, response);
    } else if (request.method == "GET" && std::regex_match(request.path, match, track)) {
      check_query(request, {"market"});
      if (const auto found = find(tracks, match[1]); found != tracks.end()) {
        response.set_content(describe_track(*found).dump(), "application/json");
      } else {
        refuse(response, 404, "Non existing id");
      }
    } else if (request.method == "GET" && std::regex_match(request.path, match, artist)) {
      check_query(request, {});
      if (artists.count(match[1]) > 0) {
        response.set_content(describe_artist(match[1], true).dump(), "application/json");
      } else {
        refuse(response, 404, "Non existing id");
      }
    } else {
      note("there is no such call");
      refuse(response, 404, "Service not found");
    }
  }

  void create_playlist(const httplib::Request& request, httplib::Response& response, bool is_dry) {
    check_query(request, {});
    using Type = json::value_t;
    const json body = read_body(
        request, {{"name", Type::string}, {"public", Type::boolean}, {"description", Type::string}});
    const bool is_public = body.contains("public") && body["public"] == true;
    if (!needs_scope(is_public ? "playlist-modify-public" : "playlist-modify-private", response) || is_dry)
      return;
    playlists.push_back({make_id("new" + std::to_string(playlists.size())), body["name"], is_public, {}});
    response.status = 201;
    response.set_content(describe_playlist(playlists.back()).dump(), "application/json");
  }

  void add_items(const httplib::Request& request, httplib::Response& response, FakePlaylist& playlist,
                 bool is_dry) {
    static const std::regex uri("spotify:track:[A-Za-z0-9]{22}");
    check_query(request, {});
    const json body = read_body(request, {{"uris", json::value_t::array}});
    if (!body.contains("uris")) return;
    if (body["uris"].empty() || body["uris"].size() > 100) note("1 to 100 uris are allowed at once");
    for (const json& each : body["uris"])
      if (!each.is_string() || !std::regex_match(each.get<std::string>(), uri))
        note("no uri of a track: " + each.dump());
    if (!needs_scope(playlist.is_public ? "playlist-modify-public" : "playlist-modify-private", response) ||
        is_dry)
      return;
    for (const json& each : body["uris"]) {
      const std::string id = each.get<std::string>().substr(14);
      const auto known = find(tracks, id);
      playlist.items.push_back(
          {{"added_at", "2026-11-29T08:00:00Z"},
           {"is_local", false},
           {"item", describe_track(known != tracks.end() ? *known : FakeTrack{id, "Song", {}})}});
    }
    response.status = 201;
    response.set_content(R"({"snapshot_id": "AAAB"})", "application/json");
  }

  /// "track:T artist:A": all whose title and artists hold these words.
  void search(const httplib::Request& request, httplib::Response& response) {
    check_query(request, {"q", "type", "limit", "offset", "market"});
    if (request.get_param_value("type") != "track") note("another type than track");
    const int64_t limit = read_number(request, "limit", 0, 10, 5);
    static const std::regex filters("track:(.*) artist:(.*)");
    const std::string query = request.get_param_value("q");
    std::smatch match;
    if (!std::regex_match(query, match, filters)) note("another query: " + query);
    json items = json::array();
    for (const FakeTrack& track : tracks) {
      std::string names;
      for (const std::string& artist : track.artists) names += artists.at(artist).name + " ";
      const bool is_found = to_lower(track.title).find(to_lower(match[1])) != std::string::npos &&
                            to_lower(names).find(to_lower(match[2])) != std::string::npos;
      if (is_found && static_cast<int64_t>(items.size()) < limit) items.push_back(describe_track(track));
    }
    const json page = {{"href", address() + "/search"},
                       {"items", items},
                       {"limit", limit},
                       {"next", nullptr},
                       {"offset", 0},
                       {"previous", nullptr},
                       {"total", items.size()}};
    response.set_content(json({{"tracks", page}}).dump(), "application/json");
  }

  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> faults_, requests_;
  std::deque<Answer> scripted_;
};

}  // namespace affekt::testing_spotify
