// Listens on an address and gives each connection to a thread; what there is no room for is told to come
// back.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace affekt {

struct ListenerOptions {
  std::string host = "127.0.0.1";  // a name or an address, of IPv4 or IPv6
  int port = 8080;                 // 0: any that is free
  int num_threads = 32;            // connections that are served at once
  int most_waiting = 64;           // connections that wait for a thread
};

class ConnectionListener {
 public:
  /// Connections are taken from now on, and served once run() is called.
  /// @throws ConfigError    no such host
  /// @throws ArtifactError  the port is in use, or may not be used
  explicit ConnectionListener(const ListenerOptions& options);
  ~ConnectionListener();
  ConnectionListener(const ConnectionListener&) = delete;
  ConnectionListener& operator=(const ConnectionListener&) = delete;

  int port() const { return port_; }

  /// Until stop(): each connection goes to `serve`, in one of the threads; its socket is closed afterwards. A
  /// connection for which there is no place gets `refusal` and is closed. Returns when all threads have
  /// ended.
  /// @param serve  throws nothing
  void run(const std::function<void(int socket)>& serve, const std::string& refusal);
  /// From any thread. Connections that are served end with the request that they are at.
  void stop();

  bool is_stopping() const { return is_stopping_; }
  /// Whether a connection waits for a thread: idle ones then make room.
  bool is_anyone_waiting() const { return num_waiting_ > 0; }
  int64_t num_served() const { return num_served_; }    // connections at the moment
  int64_t num_refused() const { return num_refused_; }  // connections so far

 private:
  struct Leaving {
    int socket;
    double until_s;
  };
  void serve_connections(const std::function<void(int socket)>& serve);
  void accept_pending(const std::string& refusal);
  void refuse(int socket, const std::string& refusal);
  void close_leaving(bool all);

  const ListenerOptions options_;
  int listener_ = -1, wake_ = -1, port_ = 0;
  std::atomic<bool> is_stopping_{false};
  std::atomic<int> num_waiting_{0};
  std::atomic<int64_t> num_served_{0}, num_refused_{0};
  std::mutex mutex_;  // of the two below
  std::condition_variable arrived_;
  std::deque<int> waiting_;
  std::set<int> served_;
  std::vector<Leaving> leaving_;  // of the accepting thread alone: refused, not yet closed
};

}  // namespace affekt
