#include "tests/app/affekt_process.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "app/front/run_program.h"

namespace affekt::testing_app {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Loading LibTorch and OpenCV takes longer than most of what is tested here: commands are forked off this
/// process, which has the engine loaded. `run` and `sweep`, and what has an environment of its own, are
/// started as a user does.
bool starts_anew(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  rlimit address_space{};
  getrlimit(RLIMIT_AS, &address_space);
  return arguments.empty() || arguments[0] == "run" || arguments[0] == "sweep" ||
         !options.environment.empty() || address_space.rlim_cur != RLIM_INFINITY;
}

void load_engine() {
  static void* const engine = dlopen(AFFEKT_ENGINE, RTLD_NOW | RTLD_LOCAL);
  if (engine == nullptr) throw std::runtime_error(dlerror());
}

/// In the child, after fork.
[[noreturn]] void become_affekt(const std::vector<std::string>& arguments, const ProcessOptions& options,
                                const std::string& out, const std::string& err) noexcept {
  const int in_file = open("/dev/null", O_RDONLY);
  const int out_file = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err_file = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(in_file, 0);
  dup2(out_file, 1);
  dup2(err_file, 2);
  // Several tests share the cores: threads that spin while they wait would hold each other up.
  setenv("OMP_WAIT_POLICY", "passive", 1);
  for (const std::string& variable : options.environment) {
    const size_t equals = variable.find('=');
    setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
  }
  const bool moved = options.working_directory.empty() || chdir(options.working_directory.c_str()) == 0;
  if (!moved) _exit(127);
  if (!starts_anew(arguments, options)) {
    const int exit_code = run_program(arguments);
    std::cout.flush();
    std::fflush(nullptr);
    _exit(exit_code);  // what the tests keep until their end stays
  }
  std::vector<std::string> words = {AFFEKT_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

AffektProcess::AffektProcess(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  if (!starts_anew(arguments, options)) load_engine();
  std::cout.flush();
  std::fflush(nullptr);  // or the child would write it too
  const std::string out = streams_ / "out", err = streams_ / "err";
  started_ = now_seconds();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("can't fork");
  if (pid_ == 0) become_affekt(arguments, options, out, err);
}

AffektProcess::~AffektProcess() {
  if (ended_) return;
  send_signal(SIGKILL);
  poll(0);
}

void AffektProcess::send_signal(int number) const {
  if (!ended_) kill(pid_, number);
}

bool AffektProcess::poll(int wait_options) {
  if (ended_) return true;
  ended_ = waitpid(pid_, &status_, wait_options) == pid_;
  if (ended_) seconds_ = now_seconds() - started_;
  return ended_;
}

bool AffektProcess::is_running() {
  return !poll(WNOHANG);
}

std::string AffektProcess::read_out() const {
  return std::filesystem::exists(streams_ / "out") ? read_file(streams_ / "out") : "";
}

ProcessResult AffektProcess::wait(double timeout_seconds) {
  while (is_running()) {
    if (now_seconds() - started_ > timeout_seconds) {
      send_signal(SIGKILL);
      poll(0);
      throw std::runtime_error("affekt did not end in time; it said:\n" + read_file(streams_ / "err"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ProcessResult result;
  if (WIFEXITED(status_)) result.exit_code = WEXITSTATUS(status_);
  if (WIFSIGNALED(status_)) result.signal = WTERMSIG(status_);
  result.out = read_file(streams_ / "out");
  result.err = read_file(streams_ / "err");
  result.seconds = seconds_;
  return result;
}

ProcessResult run_affekt(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  return AffektProcess(arguments, options).wait();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("can't write " + path.string());
}

}  // namespace affekt::testing_app
