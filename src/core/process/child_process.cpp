#include "core/process/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr int kPollMs = 100;             // between two looks at whether an end is asked for
constexpr int kGraceMs = 1000;           // for a program that has closed its socket to end by itself
constexpr size_t kMaxPiece = 1 << 26;    // bytes handed to the system at once
constexpr off_t kMaxShownOutput = 1500;  // bytes of what the program printed
constexpr int kFirstFreeDescriptor = 4;  // in the program: behind the three standard ones and the socket

/// Above the standard ones, which the program gets others for. Closed in every other program that is started.
int keep_clear_of_standard(int descriptor) {
  if (descriptor < 0 || descriptor > ChildProcess::kChannel) return descriptor;
  const int moved = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kFirstFreeDescriptor);
  ::close(descriptor);
  return moved;
}

void close_if_open(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

/// What posix_spawn does in the new process before the program begins.
class SpawnSetup {
 public:
  SpawnSetup(int socket, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, ChildProcess::kChannel);
#if defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
    // Of files that libraries have opened: locks of a run directory must end with this process.
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kFirstFreeDescriptor);
#endif
#endif
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  /// @return  0, or an errno
  int start(const std::vector<std::string>& command, pid_t& id) const {
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    return ::posix_spawnp(&id, arguments[0], &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command) : program_(command.at(0)) {
  int ends[2] = {-1, -1};
  int fault = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
  if (fault == 0) {
    socket_ = keep_clear_of_standard(ends[0]);
    ends[1] = keep_clear_of_standard(ends[1]);
    output_ = keep_clear_of_standard(::memfd_create("affekt_child_output", MFD_CLOEXEC));
    if (socket_ < 0 || ends[1] < 0 || output_ < 0) fault = errno;
  }
  if (fault == 0) fault = SpawnSetup(ends[1], output_).start(command, id_);
  close_if_open(ends[1]);
  if (fault == 0) return;
  close_if_open(socket_);
  close_if_open(output_);
  throw ArtifactError(fmt::format("can't start {}: {}", program_, std::strerror(fault)));
}

ChildProcess::~ChildProcess() {
  if (!is_reaped_) {
    ::kill(id_, SIGKILL);
    reap(/*wait=*/true);
  }
  close_if_open(socket_);
  close_if_open(output_);
}

bool ChildProcess::send(const void* data, size_t num_bytes) {
  const auto* bytes = static_cast<const char*>(data);
  while (num_bytes > 0) {
    // Without SIGPIPE: affekt takes that signal for a request to end.
    const ssize_t sent = ::send(socket_, bytes, std::min(num_bytes, kMaxPiece), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes += sent;
      num_bytes -= static_cast<size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_for(POLLOUT, /*seconds=*/0);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool ChildProcess::receive(void* data, size_t num_bytes, int seconds) {
  auto* bytes = static_cast<char*>(data);
  while (num_bytes > 0) {
    const size_t received = receive_some(bytes, num_bytes, seconds);
    if (received == 0) return false;
    bytes += received;
    num_bytes -= received;
  }
  return true;
}

size_t ChildProcess::receive_some(void* data, size_t max_bytes, int seconds) {
  for (;;) {
    const ssize_t received = ::recv(socket_, data, std::min(max_bytes, kMaxPiece), MSG_DONTWAIT);
    if (received > 0) return static_cast<size_t>(received);
    if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!wait_for(POLLIN, seconds))
        throw ArtifactError(fmt::format("{}: no answer within {} s", program_, seconds));
    } else if (received == 0 || errno != EINTR) {
      return 0;
    }
  }
}

/// @return  false: the time is over
bool ChildProcess::wait_for(short events, int seconds) {
  pollfd wanted = {socket_, events, 0};
  for (int64_t waited_ms = 0; seconds == 0 || waited_ms < int64_t{1000} * seconds; waited_ms += kPollMs) {
    throw_if_interrupted(("waiting for " + program_).c_str());
    if (::poll(&wanted, 1, kPollMs) > 0) return true;
  }
  return false;
}

void ChildProcess::reap(bool wait) {
  if (is_reaped_) return;
  pid_t ended = 0;
  do {
    ended = ::waitpid(id_, &status_, wait ? 0 : WNOHANG);
  } while (ended < 0 && errno == EINTR);
  is_reaped_ = ended != 0;  // < 0: this process has no such child any more
}

bool ChildProcess::has_ended() {
  reap(/*wait=*/false);
  return is_reaped_;
}

int ChildProcess::exit_code() const {
  AFFEKT_CHECK(is_reaped_, "the program still runs");
  return WIFSIGNALED(status_) ? -WTERMSIG(status_) : WEXITSTATUS(status_);
}

void ChildProcess::ask_to_end() {
  if (!is_reaped_) ::kill(id_, SIGTERM);
}

std::string ChildProcess::describe_end() {
  for (int waited_ms = 0; waited_ms < kGraceMs; waited_ms += 10) {
    reap(/*wait=*/false);
    if (is_reaped_) break;
    ::poll(nullptr, 0, 10);
  }
  const bool was_running = !is_reaped_;
  if (was_running) {
    ::kill(id_, SIGKILL);
    reap(/*wait=*/true);
  }
  std::string text;
  if (was_running) {
    text = "it closed the connection";
  } else if (WIFSIGNALED(status_)) {
    text = fmt::format("it was ended by signal {} ({})", WTERMSIG(status_), strsignal(WTERMSIG(status_)));
    if (WTERMSIG(status_) == SIGKILL) text += ", as the system does when memory runs out";
  } else {
    text = fmt::format("it ended with exit code {}", WEXITSTATUS(status_));
  }
  const std::string output = read_last_output();
  return output.empty() ? text : text + "; it printed: " + output;
}

std::string ChildProcess::read_last_output() const {
  const off_t size = ::lseek(output_, 0, SEEK_END);
  if (size <= 0) return "";
  const off_t begin = std::max<off_t>(0, size - kMaxShownOutput);
  std::string text(static_cast<size_t>(size - begin), '\0');
  const ssize_t read = ::pread(output_, text.data(), text.size(), begin);
  text.resize(static_cast<size_t>(std::max<ssize_t>(read, 0)));
  if (begin > 0) text = "... " + text;
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return to_valid_utf8(text);
}

}  // namespace affekt
