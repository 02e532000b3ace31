#include "server/http/connection_listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

#include "core/error.h"

namespace affekt {
namespace {

constexpr int kBacklog = 128;         // connections that the kernel keeps before they are accepted
constexpr size_t kMostLeaving = 128;  // refused connections that are still open
constexpr double kLeavingSeconds = 0.5;

double listener_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct AddressList {
  addrinfo* first = nullptr;
  ~AddressList() {
    if (first != nullptr) freeaddrinfo(first);
  }
};

/// @return -1: errno says why
int bind_address(const addrinfo& address) {
  const int listener = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -1;
  const int yes = 1;  // right after a server ended, its port can be taken again
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (::bind(listener, address.ai_addr, address.ai_addrlen) == 0 && ::listen(listener, kBacklog) == 0)
    return listener;
  const int reason = errno;
  ::close(listener);
  errno = reason;
  return -1;
}

int read_bound_port(int listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  AFFEKT_CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0, "no own address");
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

/// What has come of the request, so that closing does not take the answer back (a reset would).
bool has_closed(int socket) {
  char piece[4096];
  for (;;) {
    const ssize_t count = ::recv(socket, piece, sizeof(piece), MSG_DONTWAIT);
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    return count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }
}

}  // namespace

ConnectionListener::ConnectionListener(const ListenerOptions& options) : options_(options) {
  const std::string port = std::to_string(options.port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  AddressList addresses;
  const int fault = getaddrinfo(options.host.c_str(), port.c_str(), &hints, &addresses.first);
  if (fault != 0)
    throw ConfigError("--host " + options.host + ": no address of this machine: " + gai_strerror(fault) +
                      "; 127.0.0.1 is reached from this machine only, 0.0.0.0 from others too");
  int reason = 0;
  for (const addrinfo* address = addresses.first; address != nullptr && listener_ < 0;
       address = address->ai_next) {
    listener_ = bind_address(*address);
    if (listener_ < 0) reason = errno;
  }
  if (listener_ < 0) {
    const std::string place = "port " + port + " of " + options.host;
    if (reason == EADDRINUSE)
      throw ArtifactError(place +
                          " is in use by another program; take another one with --port, or any that "
                          "is free with --port 0");
    throw ArtifactError(place + " can't be listened on: " + std::strerror(reason));
  }
  port_ = read_bound_port(listener_);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  AFFEKT_CHECK(wake_ >= 0, "no eventfd");
}

ConnectionListener::~ConnectionListener() {
  ::close(listener_);
  ::close(wake_);
}

void ConnectionListener::run(const std::function<void(int socket)>& serve, const std::string& refusal) {
  std::vector<std::thread> threads;
  for (int i = 0; i < options_.num_threads; ++i)
    threads.emplace_back([this, &serve] { serve_connections(serve); });
  while (!is_stopping_) {
    pollfd events[2] = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    constexpr int kLeavingPoll = 20;  // ms
    ::poll(events, 2, leaving_.empty() ? -1 : kLeavingPoll);
    if ((events[0].revents & POLLIN) != 0) accept_pending(refusal);
    close_leaving(/*all=*/false);
  }
  arrived_.notify_all();
  for (std::thread& thread : threads) thread.join();
  for (const int socket : waiting_) ::close(socket);
  waiting_.clear();
  close_leaving(/*all=*/true);
}

void ConnectionListener::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_stopping_ = true;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof(one));
  // Those that wait for a request read its end; an answer that is on its way is still sent.
  for (const int socket : served_) ::shutdown(socket, SHUT_RD);
  arrived_.notify_all();
}

void ConnectionListener::serve_connections(const std::function<void(int socket)>& serve) {
  for (;;) {
    int socket = -1;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      arrived_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
      if (is_stopping_) return;
      socket = waiting_.front();
      waiting_.pop_front();
      num_waiting_ = static_cast<int>(waiting_.size());
      served_.insert(socket);
      ++num_served_;
    }
    serve(socket);
    const std::lock_guard<std::mutex> lock(mutex_);
    served_.erase(socket);
    --num_served_;
    ::shutdown(socket, SHUT_WR);
    has_closed(socket);
    ::close(socket);
  }
}

void ConnectionListener::accept_pending(const std::string& refusal) {
  for (int i = 0; i < kBacklog; ++i) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
      // No more descriptors or memory: connections are closed meanwhile, so it is worth waiting.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return;
    }
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      const int64_t num_open = num_served_ + static_cast<int64_t>(waiting_.size());
      if (num_open < options_.num_threads + options_.most_waiting) {
        waiting_.push_back(socket);
        num_waiting_ = static_cast<int>(waiting_.size());
        arrived_.notify_one();
        continue;
      }
    }
    refuse(socket, refusal);
  }
}

void ConnectionListener::refuse(int socket, const std::string& refusal) {
  ++num_refused_;
  // A fresh connection has room for so little.
  [[maybe_unused]] const ssize_t sent =
      ::send(socket, refusal.data(), refusal.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  ::shutdown(socket, SHUT_WR);
  if (has_closed(socket) || leaving_.size() >= kMostLeaving) {
    ::close(socket);
  } else {
    leaving_.push_back({socket, listener_seconds() + kLeavingSeconds});
  }
}

void ConnectionListener::close_leaving(bool all) {
  const double now = listener_seconds();
  const auto is_done = [&](const Leaving& one) {
    if (!all && now < one.until_s && !has_closed(one.socket)) return false;
    ::close(one.socket);
    return true;
  };
  leaving_.erase(std::remove_if(leaving_.begin(), leaving_.end(), is_done), leaving_.end());
}

}  // namespace affekt
