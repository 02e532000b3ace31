#include "next_song/catalogue_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/count_text.h"
#include "core/text/csv.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr char kCatalogueHeader[] = "index,id,artist,title";

[[noreturn]] void refuse_line(const std::filesystem::path& path, int64_t line, const std::string& why) {
  throw ArtifactError(fmt::format("{}:{}: {}", path.string(), line, why));
}

}  // namespace

std::string render_catalogue_csv(const ListeningCatalogue& catalogue) {
  std::string text = std::string(kCatalogueHeader) + "\n";
  for (size_t i = 0; i < catalogue.ids.size(); ++i) {
    text += std::to_string(i);
    for (const auto* column : {&catalogue.ids, &catalogue.artists, &catalogue.titles})
      text += "," + quote_csv_field(to_valid_utf8(column->at(i)));
    text += "\n";
  }
  return text;
}

CatalogueFile read_catalogue_csv(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  CatalogueFile file;
  file.digest = sha256_of(text);
  CsvScanner scanner(text);
  CsvSlice record;
  if (!scanner.next(record) || record.text != kCatalogueHeader)
    refuse_line(path, 1, fmt::format("expected the columns {}", kCatalogueHeader));
  std::vector<std::string_view> fields;
  while (scanner.next(record)) {
    const std::string fault = split_csv_record(record.text, fields);
    if (!fault.empty()) refuse_line(path, record.line, fault);
    if (fields.size() != 4)
      refuse_line(path, record.line,
                  fmt::format("expected 4 fields ({}), got {}", kCatalogueHeader, fields.size()));
    if (fields[0] != std::to_string(file.num_songs()))
      refuse_line(
          path, record.line,
          fmt::format("expected index {}, got \"{}\"", file.num_songs(), shorten_text(fields[0], 20)));
    file.ids.push_back(unquote_csv_field(fields[1]));
    file.artists.push_back(unquote_csv_field(fields[2]));
    file.titles.push_back(unquote_csv_field(fields[3]));
  }
  if (scanner.open_quote_line() > 0)
    refuse_line(path, scanner.open_quote_line(), "a quote that is never closed: the file is cut short");
  return file;
}

std::string find_catalogue_difference(const std::vector<std::string>& expected_ids,
                                      const std::vector<std::string>& ids) {
  const size_t both = std::min(expected_ids.size(), ids.size());
  for (size_t i = 0; i < both; ++i) {
    if (ids[i] != expected_ids[i]) return fmt::format("its row {} is another song", i);
  }
  if (ids.size() == expected_ids.size()) return "";
  return fmt::format("it has {} songs and not {}", format_count(static_cast<int64_t>(ids.size())),
                     format_count(static_cast<int64_t>(expected_ids.size())));
}

}  // namespace affekt
