// A server in this process, on a port of its own, over sources that answer what a test wants.
#pragma once

#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "core/error.h"
#include "server/affekt_server.h"
#include "tests/playlist/small_library.h"

namespace affekt::testing_server {

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class FakeSource : public EmotionSource {
 public:
  explicit FakeSource(std::function<nlohmann::ordered_json(const std::string&)> answer)
      : answer_(std::move(answer)) {}
  nlohmann::ordered_json read(const std::string& bytes) override { return answer_(bytes); }

 private:
  const std::function<nlohmann::ordered_json(const std::string&)> answer_;
};

/// Songs of 22 letters as Spotify's ids have them, two by each artist.
inline std::unique_ptr<PlaylistService> make_playlists() {
  SongLibrary library = testing_playlist::make_library({
      {"aaaaaaaaaaaaaaaaaaaaaa", "Anna", "Bright one", 2, {1, 0}},
      {"bbbbbbbbbbbbbbbbbbbbbb", "Anna", "Bright two", 2, {1.1, 0}},
      {"cccccccccccccccccccccc", "Berta", "Middle", 1, {0, 0}},
      {"dddddddddddddddddddddd", "Berta", "<b>Dark</b>", 0, {-1, -1}},
      {"own_id", "Carla", "Dark too", 0, {-1, -0.9}},
  });
  const size_t num_artists = library.artist_names.size(), num_songs = library.ids.size();
  SongDetails details;
  details.years = std::vector<int32_t>(num_songs, 0);
  details.explicit_lyrics = std::vector<int8_t>(num_songs, -1);
  details.genres = std::vector<std::vector<std::string>>(num_artists);
  details.languages = std::vector<std::vector<std::string>>(num_artists);
  details.languages[0] = {"hindi"};
  return std::make_unique<PlaylistService>(std::move(library), std::move(details));
}

/// Without sources; listens on any port.
inline HttpServerOptions quick_options() {
  HttpServerOptions options;
  options.listener.port = 0;
  options.listener.num_threads = 8;
  options.limits.header_s = 0.4;
  options.limits.body_s = 0.4;
  options.limits.idle_s = 0.1;
  return options;
}

class TestServer {
 public:
  explicit TestServer(ServedParts parts = {}, const HttpServerOptions& options = quick_options())
      : server_(std::move(parts), options), thread_([this] { server_.run(); }) {}
  ~TestServer() { stop(); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  void stop() {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }
  int port() const { return server_.port(); }
  const std::string& token() const { return server_.token(); }
  httplib::Client client() const { return httplib::Client("127.0.0.1", server_.port()); }
  /// Whether it still does its work.
  bool is_well() const {
    const httplib::Result answer = client().Get("/healthz");
    return answer && answer->status == 200;
  }

 private:
  AffektServer server_;
  std::thread thread_;
};

/// Bytes over a socket, as no well-behaved client would send them.
class RawConnection {
 public:
  explicit RawConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
      throw std::runtime_error("no connection");
  }
  ~RawConnection() { ::close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  /// @return false: the server has closed
  bool send(const std::string& bytes) const {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  void end_sending() const { ::shutdown(socket_, SHUT_WR); }
  /// All that comes until the server closes, or nothing comes for so long.
  std::string read(double patience_s = 3) {
    std::string text;
    char piece[4096];
    is_closed = false;
    for (;;) {
      pollfd event = {socket_, POLLIN, 0};
      if (::poll(&event, 1, static_cast<int>(1000 * patience_s)) <= 0) return text;
      const ssize_t count = ::recv(socket_, piece, sizeof(piece), 0);
      if (count <= 0) {
        is_closed = true;
        return text;
      }
      text.append(piece, static_cast<size_t>(count));
    }
  }
  bool is_closed = false;  // by the server, at the last read

 private:
  const int socket_;
};

inline std::string ask_raw(int port, const std::string& bytes) {
  RawConnection connection(port);
  connection.send(bytes);
  return connection.read(1);
}

/// "HTTP/1.1 421 ..." -> 421; 0: no answer
inline int status_of(const std::string& answer) {
  return answer.size() < 12 || answer.compare(0, 9, "HTTP/1.1 ") != 0 ? 0 : std::stoi(answer.substr(9, 3));
}

inline int count_answers(const std::string& text) {
  int count = 0;
  for (size_t at = text.find("HTTP/1.1 "); at != std::string::npos; at = text.find("HTTP/1.1 ", at + 1))
    ++count;
  return count;
}

}  // namespace affekt::testing_server
