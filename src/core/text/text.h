// Text that comes from outside (file names, cells of tables) made fit for JSON, logs and reports.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace affekt {

struct Utf8Character {
  char32_t code = 0;
  size_t length = 0;  // bytes; 0: no character begins here
};

/// The first character of a text that isn't empty. Well-formed as Unicode's table 3-7 has it: no overlong
/// forms, no surrogates, at most U+10FFFF.
Utf8Character decode_utf8(std::string_view text);

/// The text with each byte that belongs to no UTF-8 character written out: "gr\xF6sser.png" with a backslash.
/// Different file names stay different, and valid UTF-8 stays as it is. To open a file, keep its own bytes.
/// @param num_written_out  if given: is raised by the number of such bytes
std::string to_valid_utf8(std::string_view text, int64_t* num_written_out = nullptr);

/// A path as valid UTF-8 that unescape_path turns back, for files that are read again: as to_valid_utf8, and
/// a backslash that is part of the name and would look like such a byte is written out too.
std::string escape_path(std::string_view path);
/// The bytes to open: \x80 to \xFF and \x5C become the byte, everything else stays, bytes that are no UTF-8
/// too.
std::string unescape_path(std::string_view text);

/// At most `most` bytes of a text, cut between two characters, then "...".
std::string shorten_text(std::string_view text, size_t most);

/// The JSON text, as value.dump(indent) gives it, with every key and text made valid by to_valid_utf8.
std::string to_json_text(const nlohmann::json& value, int indent = -1);
std::string to_json_text(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace affekt
