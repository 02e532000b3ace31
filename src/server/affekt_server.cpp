#include "server/affekt_server.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/affix.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "core/version.h"
#include "perception/listener_mood.h"
#include "playlist/genre_language.h"
#include "server/emotion_answer.h"
#include "server/http/request_object.h"
#include "server/mood_plane.h"
#include "server/page_files.h"
#include "server/page_template.h"

namespace affekt {
namespace {

using nlohmann::ordered_json;

constexpr size_t kMostSoundBytes = 32 << 20;  // 17 minutes of 16-bit mono at 16 kHz
constexpr size_t kMostPictureBytes = 16 << 20;
constexpr size_t kMostObjectBytes = 64 << 10;
constexpr size_t kMostNameBytes = 400;  // of an artist or a song

HttpAnswer answer_json(const ordered_json& document) {
  return {"application/json", to_json_text(document) + "\n"};
}

/// "Image/JPEG; x=y" -> "image/jpeg"
std::string media_type_of(const httplib::Request& request) {
  std::string type = to_lower(request.get_header_value("Content-Type"));
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

void require_json(const httplib::Request& request) {
  if (media_type_of(request) != "application/json")
    throw HttpFault({415, "expected Content-Type: application/json"});
}

[[noreturn]] void refuse_missing(const std::string& what, const std::string& option) {
  throw HttpFault({501, fmt::format("this server has no {}: start affekt serve with {}", what, option)});
}

}  // namespace

AffektServer::AffektServer(ServedParts parts, const HttpServerOptions& options)
    : token_(draw_token()),
      has_faces_(!parts.faces.empty()),
      has_voices_(!parts.voices.empty()),
      playlists_(std::move(parts.playlists)),
      model_facts_(std::move(parts.model_facts)),
      profile_(std::move(parts.profile)),
      http_(options, token_, metrics_) {
  for (auto& face : parts.faces) faces_.add(std::move(face));
  for (auto& voice : parts.voices) voices_.add(std::move(voice));
  add_page();
  add_interface();
}

void AffektServer::add_page() {
  for (const PageFile& file : page_files()) {
    HttpAnswer answer{std::string(file.type), std::string(file.content)};
    std::string path(file.path);
    if (path == "/index.html") {
      path = "/";
      answer.body = fill_page(
          {{"goal", "a playlist"},
           {"needs", "This page needs JavaScript, which comes from the same place."},
           {"head", "<meta name=\"affekt-token\" content=\"" + token_ + "\">"},
           {"promise",
            "Choose the mood yourself if you know better. Nothing leaves the machine that affekt runs on; "
            "pictures and sounds are looked at and forgotten."}});
    }
    http_.add({"GET", path, [answer](const httplib::Request&) { return answer; }});
  }
}

void AffektServer::add_interface() {
  using Request = const httplib::Request&;
  http_.add({"GET", "/healthz", [this](Request) { return answer_health(); }});
  http_.add({"GET", "/metrics", [this](Request) { return answer_metrics(); }});
  http_.add({"GET", "/v1/models", [this](Request) { return answer_models(); }});
  http_.add({"GET", "/v1/profile", [this](Request) { return answer_profile(profile_.profile()); }});
  http_.add(
      {"POST", "/v1/profile", [this](Request request) { return answer_vote(request); }, kMostObjectBytes});
  http_.add({"POST", "/v1/playlist", [this](Request request) { return answer_playlist(request); },
             kMostObjectBytes});
  http_.add(
      {"POST", "/v1/emotion", [this](Request request) { return answer_emotion(request); }, kMostSoundBytes});
}

HttpAnswer AffektServer::answer_health() const {
  const std::chrono::duration<double> up = std::chrono::steady_clock::now() - begin_;
  return answer_json({{"status", "ok"}, {"version", tool_version()}, {"uptime_s", up.count()}});
}

HttpAnswer AffektServer::answer_metrics() const {
  const std::chrono::duration<double> up = std::chrono::steady_clock::now() - begin_;
  const ConnectionListener& listener = http_.listener();
  return {"text/plain; version=0.0.4; charset=utf-8",
          metrics_.render({
              {"affekt_connections", "gauge", "Connections that are served now.",
               static_cast<double>(listener.num_served())},
              {"affekt_connections_refused_total", "counter", "Connections that there was no room for.",
               static_cast<double>(listener.num_refused())},
              {"affekt_resident_bytes", "gauge", "Memory of the process.", read_resident_bytes()},
              {"affekt_uptime_seconds", "gauge", "Since the start.", up.count()},
          })};
}

HttpAnswer AffektServer::answer_models() const {
  ordered_json languages = ordered_json::array();
  ordered_json songs;
  if (playlists_ != nullptr) {
    const std::vector<int64_t> counts = playlists_->count_languages();
    for (size_t i = 0; i < counts.size(); ++i)
      languages.push_back({{"name", song_languages()[i]}, {"songs", counts[i]}});
    songs = {{"name", playlists_->library().name},
             {"songs", playlists_->library().num_songs()},
             {"clusters", playlists_->library().labels}};
  }
  return answer_json({{"models", model_facts_},
                      {"library", songs},
                      {"moods", describe_places(placed_emotions())},
                      {"policies", {"match", "lift"}},
                      {"languages", languages},
                      {"profile_is_kept", profile_.is_kept()}});
}

HttpAnswer AffektServer::answer_emotion(const httplib::Request& request) {
  const std::string type = media_type_of(request);
  if (type == "image/jpeg" || type == "image/png") {
    if (!has_faces_) refuse_missing("model of faces", "--face-model RUN");
    if (request.body.size() > kMostPictureBytes)
      throw HttpFault({413, fmt::format("a picture has at most {} bytes, got {}", kMostPictureBytes,
                                        request.body.size())});
    return answer_json(faces_.take()->read(request.body));
  }
  if (begins_with(type, "audio/")) {
    if (!has_voices_) refuse_missing("model of voices", "--voice-model RUN");
    return answer_json(voices_.take()->read(request.body));
  }
  throw HttpFault({415,
                   "expected Content-Type: image/jpeg, image/png, or audio/wav, audio/flac, audio/ogg, "
                   "audio/aiff"});
}

HttpAnswer AffektServer::answer_playlist(const httplib::Request& request) const {
  require_json(request);
  if (playlists_ == nullptr) refuse_missing("songs", "--songs RUN");
  return {"application/json", playlists_->compose(request.body, profile_.profile())};
}

HttpAnswer AffektServer::answer_profile(const ListenerProfile& profile) const {
  const auto describe = [](const ListenerTaste& taste) {
    return ordered_json{{"artists", taste.artists}, {"genres", taste.genres}, {"songs", taste.songs}};
  };
  return answer_json({{"like", describe(profile.like)},
                      {"dislike", describe(profile.dislike)},
                      {"languages", profile.languages},
                      {"decades", profile.decades},
                      {"explicit_lyrics", profile.explicit_lyrics},
                      {"is_kept", profile_.is_kept()}});
}

HttpAnswer AffektServer::answer_vote(const httplib::Request& request) {
  require_json(request);
  RequestObject object(request.body);
  const auto of = object.choice("of", {"artist", "song"}),
             thumb = object.choice("thumb", {"up", "down", "none"});
  const auto name = object.text("name", kMostNameBytes);
  object.refuse_unknown_keys();
  if (!of || !thumb || !name) throw HttpFault({422, "a vote has three keys: of, name and thumb"});
  if (!is_listener_name(*name)) throw HttpFault({422, "name: expected the name of an artist or a song"});
  try {
    return answer_profile(profile_.vote({*of == "artist", *name,
                                         *thumb == "up"     ? Thumb::kUp
                                         : *thumb == "down" ? Thumb::kDown
                                                            : Thumb::kNone}));
  } catch (const ConfigError& error) {  // somebody damaged the file meanwhile, or it is full
    throw HttpFault({409, error.what()});
  }
}

}  // namespace affekt
