#include "ingest/sources/listening/json_events.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/files/mapped_file.h"
#include "core/process/interrupt.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// nlohmann's names of the events.
class EventAdapter : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit EventAdapter(JsonEvents& events) : events_(events) {}

  bool null() override { return events_.nothing(), true; }
  bool boolean(bool value) override { return events_.flag(value), true; }
  bool number_integer(number_integer_t value) override {
    return events_.number(static_cast<double>(value)), true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    return events_.number(static_cast<double>(value)), true;
  }
  bool number_float(number_float_t value, const string_t&) override { return events_.number(value), true; }
  bool string(string_t& value) override { return events_.text(value), true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    if ((++num_objects_ & 0xFFFFU) == 0) throw_if_interrupted("preparing the data");
    return events_.begin_object(), true;
  }
  bool key(string_t& name) override { return events_.key(name), true; }
  bool end_object() override { return events_.end_object(), true; }
  bool start_array(std::size_t) override { return events_.begin_array(), true; }
  bool end_array() override { return events_.end_array(), true; }
  /// The exception's own message quotes the file.
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    fault_position = position;
    return false;
  }
  std::optional<size_t> fault_position;  // bytes, from 1

 private:
  JsonEvents& events_;
  size_t num_objects_ = 0;
};

bool is_blank_text(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void read_json_events(const fs::path& path, JsonEvents& events) {
  const MappedFile file(path);
  std::string_view text = file.text();
  const std::string pointer = explain_lfs_pointer(text.substr(0, 1024));
  if (!pointer.empty()) throw DataError(path.string() + ": is " + pointer);
  if (is_blank_text(text)) throw DataError(path.string() + ": empty file; JSON expected");
  EventAdapter adapter(events);
  nlohmann::json::sax_parse(text.begin(), text.end(), &adapter);
  if (!adapter.fault_position) return;
  const size_t byte = std::min(*adapter.fault_position, text.size());
  const bool is_cut_short = is_blank_text(text.substr(byte)) && *adapter.fault_position >= text.size();
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
  throw DataError(fmt::format(
      "{}: {} at byte {} (line {}); {}", path.string(),
      is_cut_short ? "cut short: the JSON ends in the middle" : "JSON expected, something else got",
      format_count(static_cast<int64_t>(byte)), format_count(line),
      is_cut_short ? "get the file again" : "repair the file, or get it again"));
}

}  // namespace affekt
