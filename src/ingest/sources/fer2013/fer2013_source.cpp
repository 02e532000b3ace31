#include "ingest/sources/fer2013/fer2013_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/log.h"
#include "ingest/sources/fer2013/fer2013_csv.h"
#include "ingest/sources/fer2013/fer2013_folders.h"
#include "ingest/sources/fer2013/fer2013_layout.h"

namespace affekt {

namespace fs = std::filesystem;

std::optional<Fer2013Usage> find_usage_of_file_name(std::string_view file_name) {
  for (const Fer2013Usage& usage : kFer2013Usages) {
    const std::string prefix = std::string(usage.name) + "_";
    if (file_name.substr(0, prefix.size()) == prefix) return usage;
  }
  return std::nullopt;
}

void log_fer2013_notes(const std::vector<std::string>& notes) {
  if (!notes.empty()) log_info(fmt::format("Read {}", fmt::join(notes, ", ")));
}

std::unique_ptr<Source> open_fer2013(const fs::path& path) {
  try {
    if (fs::is_regular_file(path)) {
      if (is_csv_name(path)) return open_fer2013_csv(path, {});
      throw DataError(path.string() + ": FER2013 as one file ends in .csv; '" + path.extension().string() +
                      "' got. If it is an archive, unpack it and name the folder");
    }
    const Fer2013Layout layout = find_fer2013_layout(path);
    if (layout.csv.empty()) return open_fer2013_folders(layout);
    return open_fer2013_csv(layout.root / layout.csv, layout.notes);
  } catch (const fs::filesystem_error& failure) {
    throw DataError(path.string() + ": the data set can't be listed: " + failure.what());
  }
}

}  // namespace affekt
