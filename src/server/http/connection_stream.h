// One connection as cpp-httplib reads and writes it: with a time and a size that no client can stretch.
#pragma once

#include <httplib.h>

#include <functional>
#include <string>

namespace affekt {

struct StreamLimits {
  double header_s = 3;                // from a request's first byte to the end of its headers
  double body_s = 20;                 // for the body, and
  double slowest_bytes_s = 64 << 10;  // as much more as it has bytes for such a rate
  double answer_s = 30;               // for the client to take the answer
  double idle_s = 5;                  // between two requests
  size_t header_bytes = 32 << 10;     // of a request line and all headers
};

class ConnectionStream : public httplib::Stream {
 public:
  /// @param socket  connected, non-blocking; stays the caller's
  ConnectionStream(int socket, const StreamLimits& limits) : socket_(socket), limits_(limits) {}

  /// Waits for the next request's first byte.
  /// @param give_up  is asked twenty times a second  @return false: closed, idle too long, or given up
  bool wait_for_request(const std::function<bool()>& give_up);
  /// The headers were read, and a body of so many bytes follows.
  void begin_body(size_t num_bytes);
  /// Bytes of the body that were not read yet.
  size_t rest_of_body() const { return body_; }
  /// Ends the answers and reads on for a moment: to a client that still sends, closing at once would be a
  /// reset, which can take the answer back.
  void read_to_end();

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* bytes, size_t count) override;
  using httplib::Stream::write;
  ssize_t write(const char* bytes, size_t count) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }
  // Later versions of cpp-httplib ask these too.
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }

 private:
  /// @return false: the deadline has passed
  bool wait_until(short events, double deadline_s) const;

  const int socket_;
  const StreamLimits limits_;
  std::string buffer_;  // received, not read yet from at_ on
  size_t at_ = 0;
  size_t header_left_ = 0, body_ = 0;
  bool in_headers_ = true;
  double read_until_s_ = 0, write_until_s_ = 0;  // 0: no answer was begun
};

}  // namespace affekt
