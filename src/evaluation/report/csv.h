// The CSV files that affekt wrote itself, read back whole; see core/csv.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/csv.h"

namespace affekt {

struct CsvRecord {
  int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
};

/// All records; "\n" and "\r\n" both end one. Blank lines are left out.
/// @param where  stands for the file in errors
/// @throws ArtifactError naming the line: a quote that is never closed, or text behind a closing quote
std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where);

}  // namespace affekt
