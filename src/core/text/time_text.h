// Points in time for logs and records.
#pragma once

#include <chrono>
#include <string>

namespace affekt {

/// "2026-11-29T01:23:07.512Z": UTC, so that texts sort as their times do.
std::string format_utc(std::chrono::system_clock::time_point time);

}  // namespace affekt
