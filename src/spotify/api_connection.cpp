#include "spotify/api_connection.h"

#include <fmt/format.h>
#include <httplib.h>
#include <signal.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"
#include "core/version.h"

#ifndef CPPHTTPLIB_OPENSSL_SUPPORT
#error "cpp-httplib is built without TLS: see cmake/dependencies.cmake"
#endif

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;

/// While it lives, an interrupt ends the request that the client waits for.
class StopOnInterrupt {
 public:
  explicit StopOnInterrupt(httplib::Client& client) : client_(client), thread_([this] { watch(); }) {}
  ~StopOnInterrupt() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_over_ = true;
    }
    ended_.notify_one();
    thread_.join();
  }
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

 private:
  void watch() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ended_.wait_for(lock, std::chrono::milliseconds(50), [this] { return is_over_; }))
      if (interrupt_requested()) client_.stop();
  }

  httplib::Client& client_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;  // last: it uses the others
};

/// Writing to a connection that the other side has closed is a fault of the request, not a SIGPIPE, which the
/// program takes for an interrupt.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutPipeSignal() {
    const timespec at_once = {0, 0};
    if (sigismember(&before_, SIGPIPE) == 0)
      while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
      }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  sigset_t pipe_ = {}, before_ = {};
};

/// @param was_silent  for as long as the limit says, before the error
std::string describe(httplib::Error error, const ConnectionLimits& limits, bool was_silent) {
  using httplib::Error;
  constexpr char kNotTrusted[] =
      "has a certificate that this machine doesn't trust, or that is another host's: the token was not sent. "
      "Trusted are those of the system (Debian's ca-certificates) or of SSL_CERT_FILE";
  switch (error) {
    case Error::Connection:
      return "can't be reached: no such host, or nothing answers there";
    case Error::ConnectionTimeout:
      return fmt::format("can't be reached within {} s", limits.connect.count() / 1000.0);
    case Error::SSLServerVerification:
      return kNotTrusted;
    case Error::SSLConnection:
      return "speaks no TLS that this machine understands: the token was not sent";
    case Error::SSLLoadingCerts:
      return "can't be verified: this machine's trusted certificates can't be read (Debian's "
             "ca-certificates)";
    case Error::Read:
      return was_silent ? fmt::format("was silent for {} s", limits.silence.count() / 1000.0)
                        : "has broken the answer off";
    case Error::Write:
      return "has closed the connection before the request was sent";
    default:  // another host's certificate has a name of its own in later versions of cpp-httplib
      const std::string name = httplib::to_string(error);
      return begins_with(name, "SSL") ? kNotTrusted : "can't be asked: " + name;
  }
}

}  // namespace

class ApiConnection::Client : public httplib::Client {
 public:
  using httplib::Client::Client;
};

ApiConnection::ApiConnection(const std::string& origin, const ConnectionLimits& limits)
    : limits_(limits), client_(std::make_unique<Client>(origin)) {
  client_->set_connection_timeout(limits.connect);
  client_->set_read_timeout(limits.silence);
  client_->set_write_timeout(limits.silence);
  client_->set_tcp_nodelay(true);  // headers and body are written apart
  client_->set_keep_alive(true);
  client_->set_follow_location(false);
  client_->enable_server_certificate_verification(true);
}

ApiConnection::~ApiConnection() {
  const WithoutPipeSignal without_signal;
  client_.reset();  // says farewell over TLS
}

ApiAnswer ApiConnection::send(const std::string& method, const std::string& target,
                              const std::string& authorization, const std::string& body) {
  ApiAnswer answer;
  bool is_too_much = false, is_too_late = false;
  const auto started = Clock::now();
  auto last_sign = started;
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.headers = {{"Authorization", authorization},
                     {"Accept", "application/json"},
                     {"User-Agent", "affekt/" + tool_version()}};
  if (!body.empty()) {
    request.body = body;
    request.headers.emplace("Content-Type", "application/json");
  }
  request.content_receiver = [&](const char* data, size_t length, uint64_t, uint64_t) {
    is_too_much = answer.body.size() + length > limits_.most_bytes;
    last_sign = Clock::now();
    is_too_late = last_sign - started > limits_.answer;
    if (is_too_much || is_too_late) return false;
    answer.body.append(data, length);
    return true;
  };
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  bool is_whole = false;
  {
    const WithoutPipeSignal without_signal;
    // A connection that the service has closed meanwhile is found out by a broken answer only. A GET is sent
    // again then; what changes something takes a new connection at once.
    if (method != "GET") client_->stop();
    const StopOnInterrupt stop(*client_);
    is_whole = client_->send(request, response, error);
    if (is_too_much || is_too_late) client_->stop();  // the rest must not be taken for the next answer
  }
  throw_if_interrupted("the exchange with Spotify");
  if (is_too_much) {
    answer.fault = fmt::format("answers with more than {} bytes",
                               format_count(static_cast<int64_t>(limits_.most_bytes)));
  } else if (is_too_late) {
    answer.fault = fmt::format("takes more than {} s for one answer", limits_.answer.count() / 1000.0);
  } else if (!is_whole) {
    answer.fault = describe(error, limits_, Clock::now() - last_sign >= limits_.silence);
    answer.broke_off = error == httplib::Error::Read || error == httplib::Error::Write;
  }
  answer.status = response.status;
  answer.retry_after = response.get_header_value("Retry-After");
  answer.location = response.get_header_value("Location");
  return answer;
}

}  // namespace affekt
