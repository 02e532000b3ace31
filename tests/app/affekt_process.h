// Runs the built `affekt` as a user's shell would.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/core/temporary_folder.h"

namespace affekt::testing_app {

using affekt::TemporaryFolder;

struct ProcessOptions {
  std::filesystem::path working_directory;  // empty: this process's
  std::vector<std::string> environment;     // "NAME=value", added to this process's
};

struct ProcessResult {
  int exit_code = -1;  // -1: ended by a signal
  int signal = 0;
  std::string out, err;
  double seconds = 0;
};

/// A running affekt. Killed when this ends before wait() was called.
class AffektProcess {
 public:
  explicit AffektProcess(const std::vector<std::string>& arguments, const ProcessOptions& options = {});
  ~AffektProcess();
  AffektProcess(const AffektProcess&) = delete;
  AffektProcess& operator=(const AffektProcess&) = delete;

  void send_signal(int number) const;
  bool is_running();
  /// What it has written to stdout so far.
  std::string read_out() const;
  /// @throws std::runtime_error (and kills the process) after `timeout_seconds`
  ProcessResult wait(double timeout_seconds = 240);

 private:
  bool poll(int wait_options);
  TemporaryFolder streams_;  // the process's stdout and stderr
  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;
  double started_ = 0, seconds_ = 0;
};

ProcessResult run_affekt(const std::vector<std::string>& arguments, const ProcessOptions& options = {});

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace affekt::testing_app
