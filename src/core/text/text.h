// Text that comes from outside (file names, cells of tables) made fit for JSON, logs and reports.
#pragma once

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
std::string to_valid_utf8(std::string_view text);

/// The JSON text, as value.dump(indent) gives it; but bytes that are no UTF-8 become U+FFFD and no exception.
std::string to_json_text(const nlohmann::json& value, int indent = -1);

}  // namespace affekt
