// CSV text as RFC 4180 has it: fields with quotes, commas and line breaks, read back as they were.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

struct CsvRecord {
  int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
};

/// `field`, in quotes when it holds a comma, a quote, a line break or leading or trailing blanks.
std::string quote_csv_field(std::string_view field);

/// All records; "\n" and "\r\n" both end one. Empty lines are left out.
/// @param where  stands for the file in errors
/// @throws ArtifactError naming the line: a quote that is never closed, or text behind a closing quote
std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where);

}  // namespace affekt
