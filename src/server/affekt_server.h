// The server's routes: what each path answers, out of models, songs and the listener's profile.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/emotion_source.h"
#include "server/http/http_server.h"
#include "server/http/server_metrics.h"
#include "server/playlist_service.h"
#include "server/profile_store.h"
#include "server/reader_pool.h"

namespace affekt {

/// What the server puts to work. A request for what is not there gets 501.
struct ServedParts {
  std::vector<std::unique_ptr<EmotionSource>> faces, voices;  // so many can work at once
  std::unique_ptr<PlaylistService> playlists;
  std::vector<nlohmann::ordered_json> model_facts;  // describe_model_facts of each model
  std::filesystem::path profile;                    // ProfileStore's
};

class AffektServer {
 public:
  /// Listens already. @throws as ConnectionListener and ProfileStore
  AffektServer(ServedParts parts, const HttpServerOptions& options);

  int port() const { return http_.listener().port(); }
  const std::string& token() const { return token_; }
  /// Until stop().
  void run() { http_.run(); }
  void stop() { http_.stop(); }

 private:
  void add_page();
  void add_interface();
  HttpAnswer answer_health() const;
  HttpAnswer answer_metrics() const;
  HttpAnswer answer_models() const;
  HttpAnswer answer_emotion(const httplib::Request& request);
  HttpAnswer answer_playlist(const httplib::Request& request) const;
  HttpAnswer answer_profile(const ListenerProfile& profile) const;
  HttpAnswer answer_vote(const httplib::Request& request);

  const std::string token_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  ReaderPool<EmotionSource> faces_, voices_;
  const bool has_faces_, has_voices_;
  const std::unique_ptr<PlaylistService> playlists_;
  const std::vector<nlohmann::ordered_json> model_facts_;
  ProfileStore profile_;
  ServerMetrics metrics_;
  HttpServer http_;
};

}  // namespace affekt
