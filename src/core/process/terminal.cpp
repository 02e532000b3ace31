#include "core/process/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>

namespace affekt {
namespace {

constexpr const char* kClearLine = "\r\033[K";

struct StatusLine {
  std::mutex mutex;
  std::string text;
};

StatusLine& status_line() {
  static auto* const line = new StatusLine;  // never destroyed: static objects may still log at exit
  return *line;
}

void put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

bool stderr_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

int count_terminal_columns() {
  struct winsize size = {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void draw_status_line(const std::string& text) {
  StatusLine& line = status_line();
  const std::lock_guard<std::mutex> lock(line.mutex);
  line.text = text;
  put(kClearLine + text);
}

void end_status_line() {
  StatusLine& line = status_line();
  const std::lock_guard<std::mutex> lock(line.mutex);
  if (!line.text.empty()) put("\n");
  line.text.clear();
}

void write_above_status_line(const std::function<void()>& write) {
  StatusLine& line = status_line();
  const std::lock_guard<std::mutex> lock(line.mutex);
  if (!line.text.empty()) put(kClearLine);
  write();
  if (!line.text.empty()) put(line.text);
}

}  // namespace affekt
