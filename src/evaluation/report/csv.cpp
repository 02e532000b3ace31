#include "evaluation/report/csv.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {

std::vector<CsvRecord> parse_csv(std::string_view text, const std::string& where) {
  std::vector<CsvRecord> records;
  std::vector<std::string_view> fields;
  CsvScanner scanner(text);
  for (CsvSlice slice; scanner.next(slice);) {
    const std::string fault = split_csv_record(slice.text, fields);
    if (!fault.empty()) {
      throw ArtifactError(fmt::format("{}:{}: {}, expected a comma or a line end", where, slice.line, fault));
    }
    CsvRecord record{slice.line, {}};
    for (const std::string_view field : fields) record.fields.push_back(unquote_csv_field(field));
    records.push_back(std::move(record));
  }
  if (scanner.open_quote_line() > 0) {
    throw ArtifactError(
        fmt::format("{}:{}: a quoted field that is never closed", where, scanner.open_quote_line()));
  }
  return records;
}

}  // namespace affekt
