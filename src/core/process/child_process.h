// A program that runs beside this one and is spoken to over a socket; it never outlives the object.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace affekt {

/// The program finds the socket as its descriptor 3, nothing on its standard input, and in a process group of
/// its own: Ctrl-C in a terminal reaches this process alone, which then ends the other. If this process is
/// killed, the program reads the end of its socket. What it prints is kept, for messages.
class ChildProcess {
 public:
  static constexpr int kChannel = 3;  // the descriptor of the socket in the program

  /// @param command  the program, looked up in PATH, and its arguments
  /// @throws ArtifactError with the system's reason: "can't start node: No such file or directory"
  explicit ChildProcess(const std::vector<std::string>& command);
  /// Ends it (SIGKILL: it keeps nothing) and leaves no zombie.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// All of the bytes. @return false: the program has closed its end of the socket
  /// @throws Interrupted if an end is asked for meanwhile (core/process/interrupt.h)
  [[nodiscard]] bool send(const void* data, size_t num_bytes);
  /// Exactly so many bytes. @return false: the program has closed its end of the socket before
  /// @param seconds  to wait at most for each piece; 0: for ever
  /// @throws Interrupted; ArtifactError "no answer within 60 s"
  [[nodiscard]] bool receive(void* data, size_t num_bytes, int seconds = 0);

  /// What has come, at least one byte and at most so many; waits for it. @return the bytes; 0: as above
  /// @throws as receive
  [[nodiscard]] size_t receive_some(void* data, size_t max_bytes, int seconds = 0);

  /// Whether it has ended by itself; doesn't wait.
  bool has_ended();
  /// Of a program that has ended: its exit code, or minus the number of the signal that ended it.
  int exit_code() const;
  /// SIGTERM: it may save what it has, and ends when it likes.
  void ask_to_end();
  /// What it has printed so far; of much, the last part.
  std::string read_last_output() const;
  /// Ends the program if it runs. "it ended with exit code 1", "it was ended by signal 9 (Killed)", and
  /// what it printed last.
  std::string describe_end();
  pid_t id() const { return id_; }

 private:
  bool wait_for(short events, int seconds);
  /// Reaps it. @param wait  for its end, or only look
  void reap(bool wait);

  std::string program_;
  pid_t id_ = -1;
  int socket_ = -1, output_ = -1;  // output_: a file in memory that takes what the program prints
  bool is_reaped_ = false;
  int status_ = 0;  // as waitpid gives it
};

}  // namespace affekt
