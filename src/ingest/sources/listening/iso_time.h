// Times as ISO 8601 writes them, in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace affekt {

/// "2009-05-04T23:08:57Z" -> Unix seconds. A blank in place of the T, no Z at the end, fractions of a second
/// ("57.123Z", which are left out) and no seconds ("23:08") are taken too. Years 1970 to 9999; a second 60 (a
/// leap second) is that after 59.
/// @return nothing if it is no such time, a 30 February for one
std::optional<int64_t> parse_iso_time(std::string_view text);

/// Unix seconds -> "2009-05-04T23:08:57Z", for messages and reports.
std::string format_iso_time(int64_t seconds);

}  // namespace affekt
