// CSV text as RFC 4180 has it, cut into records and fields without copying it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

/// One record as it stands in the text, in its quotes and without its line end.
struct CsvSlice {
  int64_t line = 0;  // where it begins, from 1
  std::string_view text;
};

/// Walks over the records of a text. "\n" and "\r\n" both end one, but not inside quotes; blank lines, a
/// byte order mark and a first line "sep=," (Excel's) are left out. A quote has its meaning only at the
/// beginning of a field: 7" is a text.
class CsvScanner {
 public:
  explicit CsvScanner(std::string_view text);
  /// @return false: there is no further record
  bool next(CsvSlice& record);
  /// The line of a quote that is never closed, 0: none. The text behind it is no record; call it at the end.
  int64_t open_quote_line() const { return open_quote_line_; }

 private:
  std::string_view rest_;
  int64_t line_ = 1, open_quote_line_ = 0;
};

/// The fields of a record, still in their quotes.
/// @return the fault, "text behind the closing quote of field 2", or ""
std::string split_csv_record(std::string_view record, std::vector<std::string_view>& fields);

/// A field's text: without its quotes, doubled quotes made single. A field without quotes as it is.
std::string unquote_csv_field(std::string_view field);

/// `field`, in quotes when it holds a comma, a quote, a line break or leading or trailing blanks.
std::string quote_csv_field(std::string_view field);

}  // namespace affekt
