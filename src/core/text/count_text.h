// Counts in words, for messages and reports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

std::string format_count(int64_t count);  // 28709 -> "28,709"

/// "1 recording", "1,199 recordings". @param word  its plural ends in s
std::string count_of(int64_t count, const std::string& word);

/// "0, 4, 7", or where there are more than `most`: "0, 4, 7 and 990 more". @param most  at least 1
std::string list_numbers(const std::vector<int64_t>& numbers, size_t most = 12);

}  // namespace affekt
