#include "server/http/connection_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace affekt {
namespace {

double stream_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool ConnectionStream::wait_until(short events, double deadline_s) const {
  for (;;) {
    const double left_ms = 1000 * (deadline_s - stream_seconds());
    if (left_ms <= 0) return false;
    pollfd event = {socket_, events, 0};
    const int ready = ::poll(&event, 1, static_cast<int>(left_ms) + 1);
    if (ready > 0) return true;  // an end or an error too: what follows says so
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool ConnectionStream::wait_for_request(const std::function<bool()>& give_up) {
  constexpr double kSlice = 0.05;  // s
  const double idle_until_s = stream_seconds() + limits_.idle_s;
  while (at_ == buffer_.size()) {
    const double now = stream_seconds();
    if (now >= idle_until_s || give_up()) return false;
    if (wait_until(POLLIN, std::min(idle_until_s, now + kSlice))) break;
  }
  in_headers_ = true;
  header_left_ = limits_.header_bytes;
  body_ = 0;
  read_until_s_ = stream_seconds() + limits_.header_s;
  write_until_s_ = 0;
  return true;
}

void ConnectionStream::begin_body(size_t num_bytes) {
  in_headers_ = false;
  body_ = num_bytes;
  read_until_s_ =
      stream_seconds() + limits_.body_s + static_cast<double>(num_bytes) / limits_.slowest_bytes_s;
}

ssize_t ConnectionStream::read(char* bytes, size_t count) {
  constexpr size_t kPiece = 16384;
  size_t most = count;
  if (in_headers_) most = std::min(most, header_left_);
  if (most == 0) return -1;
  if (at_ == buffer_.size()) {
    buffer_.assign(kPiece, '\0');
    at_ = kPiece;  // nothing, until something has come
    ssize_t received = -1;
    while (received < 0) {
      if (!wait_until(POLLIN, read_until_s_)) return -1;
      received = ::recv(socket_, buffer_.data(), kPiece, 0);
      if (received < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return -1;
    }
    buffer_.erase(static_cast<size_t>(received));
    at_ = 0;
    if (received == 0) return 0;
  }
  const size_t taken = std::min(most, buffer_.size() - at_);
  std::memcpy(bytes, buffer_.data() + at_, taken);
  at_ += taken;
  (in_headers_ ? header_left_ : body_) -= in_headers_ ? taken : std::min(taken, body_);
  return static_cast<ssize_t>(taken);
}

void ConnectionStream::read_to_end() {
  constexpr double kSeconds = 0.5;
  ::shutdown(socket_, SHUT_WR);
  in_headers_ = false;
  read_until_s_ = stream_seconds() + kSeconds;
  char piece[4096];
  while (read(piece, sizeof(piece)) > 0) {
  }
}

ssize_t ConnectionStream::write(const char* bytes, size_t count) {
  if (write_until_s_ == 0) write_until_s_ = stream_seconds() + limits_.answer_s;
  for (;;) {
    const ssize_t sent = ::send(socket_, bytes, count, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return -1;
    if (!wait_until(POLLOUT, write_until_s_)) return -1;
  }
}

// Nobody asks who a client is: nothing of it is kept.
void ConnectionStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void ConnectionStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace affekt
