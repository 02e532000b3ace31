// Counts in words, for messages and reports.
#pragma once

#include <cstdint>
#include <string>

namespace affekt {

std::string format_count(int64_t count);  // 28709 -> "28,709"

/// "1 clip", "1,199 clips". @param word  its plural ends in s
std::string count_of(int64_t count, const std::string& word);

}  // namespace affekt
