// The program's log: people read it on stderr, machines read it as one JSON object a line in train.log.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Lines below `level` are not shown on stderr. The default is kInfo.
void set_log_level(LogLevel level);
/// Whether a line of this level would be shown on stderr.
bool log_shows(LogLevel level);
/// From now on every line is also appended to `path` as {"time":..., "level":..., "event":..., ...fields}.
/// An empty path ends that.
void set_log_file(const std::filesystem::path& path);

/// While it lives, every line is also appended to `path`, as set_log_file says; an exception ends that too.
class LogFile {
 public:
  explicit LogFile(const std::filesystem::path& path) { set_log_file(path); }
  ~LogFile() { set_log_file({}); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
};

/// @param event   short snake_case name for machines, such as "epoch_finished"
/// @param message for people
/// @param fields  an object with what belongs to the event, numbers as numbers
void log_event(LogLevel level, const std::string& event, const std::string& message,
               const nlohmann::json& fields = nlohmann::json::object());
void log_info(const std::string& message);
void log_warning(const std::string& message);

}  // namespace affekt
