// A JSON file as a stream of events: it may be larger than memory, and what nobody asks for is never kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace affekt {

/// Is told what a JSON file holds, in order. A text may be moved from.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual void begin_object() {}
  virtual void end_object() {}
  virtual void begin_array() {}
  virtual void end_array() {}
  virtual void key(std::string& /*name*/) {}
  virtual void text(std::string& /*value*/) {}
  virtual void number(double /*value*/) {}
  virtual void flag(bool /*value*/) {}
  virtual void nothing() {}  // null
};

/// @throws DataError: can't be read, empty, cut short, no JSON. It names the file, byte and line, and quotes
///         nothing of the file: it may be personal
void read_json_events(const std::filesystem::path& path, JsonEvents& events);

}  // namespace affekt
