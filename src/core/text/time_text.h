// Times and durations in words, for logs, records and progress.
#pragma once

#include <chrono>
#include <string>

namespace affekt {

/// "2026-11-29T01:23:07.512Z": UTC, so that texts sort as their times do.
std::string format_utc(std::chrono::system_clock::time_point time);

/// 75 s give "1:15", 3723 s give "1:02:03".
std::string format_duration(double seconds);

}  // namespace affekt
