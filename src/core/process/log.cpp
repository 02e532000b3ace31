#include "core/process/log.h"

#include <fcntl.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>

#include "core/error.h"
#include "core/process/terminal.h"
#include "core/text/text.h"
#include "core/text/time_text.h"

namespace affekt {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

const char* name_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

/// "warning: " in the level's colour; nothing for info, which needs no mark.
class LevelMark : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    if (message.level == spdlog::level::info) return;
    const char* const mark = message.level == spdlog::level::debug  ? "debug: "
                             : message.level == spdlog::level::warn ? "warning: "
                                                                    : "error: ";
    message.color_range_start = out.size();
    out.append(mark, mark + std::strlen(mark));
    message.color_range_end = out.size();
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<LevelMark>(); }
};

/// The state behind the functions of this file; one for the program.
struct Log {
  Log() : console("affekt", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<LevelMark>('*').set_pattern("[%H:%M:%S] %*%v");
    console.set_formatter(std::move(formatter));
    console.set_level(spdlog::level::info);
    console.flush_on(spdlog::level::debug);
  }

  std::mutex mutex;
  spdlog::logger console;
  int fd = -1;
  std::filesystem::path path;
  bool told_of_failure = false;
};

Log& get_log() {
  static auto* const log = new Log;  // never destroyed: static objects may still log at exit
  return *log;
}

/// One write() a line: lines stay whole when the process is killed. A log that can't be written is told once
/// and doesn't stop the work; the work's own files are what must not be lost.
void append_line(Log& log, const std::string& line) {
  const ssize_t written = ::write(log.fd, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size()) || log.told_of_failure) return;
  log.told_of_failure = true;
  const std::string reason = written < 0 ? std::strerror(errno) : "the disk took only a part of a line";
  write_above_status_line(
      [&] { log.console.warn("{}: cannot write the log: {}", to_valid_utf8(log.path.string()), reason); });
}

}  // namespace

void set_log_level(LogLevel level) {
  get_log().console.set_level(to_spdlog(level));
}

bool log_shows(LogLevel level) {
  return get_log().console.should_log(to_spdlog(level));
}

void set_log_file(const std::filesystem::path& path) {
  Log& log = get_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  int fd = -1;
  if (!path.empty()) {
    fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) throw ArtifactError(path.string() + ": cannot write the log: " + std::strerror(errno));
  }
  if (log.fd >= 0) ::close(log.fd);
  log.fd = fd;
  log.path = path;
  log.told_of_failure = false;
}

void log_event(LogLevel level, const std::string& event, const std::string& message,
               const nlohmann::json& fields) {
  AFFEKT_CHECK(fields.is_object(), "the fields of log event " + event + " must be an object");
  Log& log = get_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  const std::string text = to_valid_utf8(message);  // file names need not be UTF-8
  write_above_status_line([&] { log.console.log(to_spdlog(level), "{}", text); });
  if (log.fd < 0) return;
  nlohmann::ordered_json line = {{"time", format_utc(std::chrono::system_clock::now())},
                                 {"level", name_of(level)},
                                 {"event", event},
                                 {"message", text}};
  for (const auto& [key, value] : fields.items()) line[key] = value;
  append_line(log, to_json_text(line) + "\n");
}

void log_info(const std::string& message) {
  log_event(LogLevel::kInfo, "message", message);
}
void log_warning(const std::string& message) {
  log_event(LogLevel::kWarning, "message", message);
}

}  // namespace affekt
