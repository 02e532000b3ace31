// affekt serve: exported models, songs and a profile behind HTTP and a page, until an interrupt.
#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "app/player/execute_player.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "server/affekt_server.h"
#include "server/load_parts.h"

namespace affekt {
namespace {

ServedFiles list_files(const ServeCommand& command) {
  if (command.face_model.empty() && command.voice_model.empty() && command.songs.empty())
    throw ConfigError("what is to be served? Give --songs, --face-model or --voice-model");
  if (command.next.empty() != command.history.empty())
    throw ConfigError("--next and --history belong together: give both");
  if (command.songs.empty() &&
      !(command.next.empty() && command.catalogues.empty() && command.fusion.empty()))
    throw ConfigError("--next, --catalogue and --fusion are of no use without --songs");
  ServedFiles files;
  files.face = command.face_model;
  files.voice = command.voice_model;
  files.playlists.songs = command.songs;
  files.playlists.catalogues = {command.catalogues.begin(), command.catalogues.end()};
  files.playlists.next = command.next;
  files.playlists.history = command.history;
  files.playlists.fusion = command.fusion;
  files.profile = command.profile;
  return files;
}

/// Ends the server and its thread, whatever happens.
class RunningServer {
 public:
  explicit RunningServer(AffektServer& server) : server_(server), thread_([&server] { server.run(); }) {}
  ~RunningServer() {
    server_.stop();
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

 private:
  AffektServer& server_;
  std::thread thread_;
};

}  // namespace

void execute(const ServeCommand& command) {
  HttpServerOptions options;
  options.listener.host = command.host;
  options.listener.port = static_cast<int>(command.port);
  AffektServer server(load_parts(list_files(command)), options);
  const RunningServer running(server);
  const bool is_v6 = command.host.find(':') != std::string::npos;
  std::cout << fmt::format("http://{}:{}/", is_v6 ? "[" + command.host + "]" : command.host, server.port())
            << std::endl;
  if (command.host != "127.0.0.1" && command.host != "localhost" && command.host != "::1")
    log_warning("whoever reaches " + command.host +
                " can use the server and change the profile: there is no password");
  // An interrupt is how a server is meant to end: that is a success.
  while (!interrupt_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  log_info("ending");
}

}  // namespace affekt
