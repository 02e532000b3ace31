#include "ingest/sources/fer2013/fer2013_layout.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "ingest/sources/archive.h"
#include "ingest/sources/fer2013/fer2013_csv.h"
#include "ingest/sources/fer2013/fer2013_names.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kCsvName[] = "fer2013.csv";
constexpr int kMaxNesting = 4;  // folders in folders, of archives in archives

/// What a folder holds, each list sorted.
struct Fer2013Listing {
  fs::path folder;
  std::vector<std::string> folders, tables, archives;
  std::map<Split, std::vector<std::string>> split_folders;

  bool has_csv() const { return std::count(tables.begin(), tables.end(), kCsvName) > 0; }
  bool has(Split split) const { return split_folders.count(split) > 0; }
  bool is_folders() const {
    return has(Split::kTrain) && (has(Split::kValidation) || has(Split::kTest)) &&
           std::all_of(split_folders.begin(), split_folders.end(),
                       [](const auto& entry) { return entry.second.size() == 1; });
  }
};

Fer2013Listing list_folder(const fs::path& folder,
                           fs::directory_options options = fs::directory_options::none) {
  Fer2013Listing listing;
  listing.folder = folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, options)) {
    const std::string name = entry.path().filename().string();
    if (name[0] == '.' || name == "__MACOSX") continue;
    std::error_code ignored;
    if (entry.is_directory(ignored)) {
      listing.folders.push_back(name);
    } else if (entry.is_regular_file(ignored)) {
      if (is_csv_name(name)) listing.tables.push_back(name);
      if (is_archive_name(name)) listing.archives.push_back(name);
    }
  }
  for (auto* names : {&listing.folders, &listing.tables, &listing.archives})
    std::sort(names->begin(), names->end());
  for (const std::string& name : listing.folders) {
    if (const auto split = find_fer2013_split(name)) listing.split_folders[*split].push_back(name);
  }
  return listing;
}

/// "column Usage is missing", or "" for a table of faces.
std::string look_at_header(const fs::path& table) {
  try {
    return describe_missing_fer2013_columns(read_csv_header(table));
  } catch (const DataError&) {
    return "nothing can be read";
  }
}

std::vector<std::string> find_face_tables(const Fer2013Listing& listing) {
  if (listing.has_csv()) return {kCsvName};
  std::vector<std::string> found;
  for (const std::string& name : listing.tables) {
    if (look_at_header(listing.folder / name).empty()) found.push_back(name);
  }
  return found;
}

/// @return whether it is clear what to take
bool decide(const Fer2013Listing& listing, Fer2013Layout& layout) {
  layout.root = listing.folder;
  if (listing.split_folders.empty()) {
    const std::vector<std::string> tables = find_face_tables(listing);
    if (tables.size() != 1) return false;
    layout.csv = tables.front();
    if (layout.csv != kCsvName) layout.notes.push_back(fmt::format("{} as {}", tables.front(), kCsvName));
    return true;
  }
  if (listing.has_csv() || !listing.is_folders()) return false;
  for (const auto& [split, names] : listing.split_folders) {
    const std::string& name = names.front();
    layout.split_folders[split] = name;
    if (name != split_name(split)) layout.notes.push_back(fmt::format("{}/ as {}/", name, split_name(split)));
  }
  layout.test_holds_both = !listing.has(Split::kValidation) &&
                           normalize_fer2013_name(layout.split_folders[Split::kTest]) != "privatetest";
  return true;
}

bool find_below(const fs::path& folder, int depth, Fer2013Layout& layout) {
  const auto options =
      depth > 0 ? fs::directory_options::skip_permission_denied : fs::directory_options::none;
  const Fer2013Listing listing = list_folder(folder, options);
  if (decide(listing, layout)) return true;
  const bool is_wrapper =
      listing.folders.size() == 1 && listing.tables.empty() && listing.split_folders.empty();
  return is_wrapper && depth < kMaxNesting && find_below(folder / listing.folders.front(), depth + 1, layout);
}

/// The folder around train/, if it is one of the spreads; or "".
std::string find_split_above(const fs::path& folder) {
  const fs::path place = (fs::absolute(folder) / "").lexically_normal().parent_path();
  Fer2013Layout above;
  const bool is_split = find_fer2013_split(place.filename().string()).has_value();
  return is_split && find_below(place.parent_path(), 1, above) ? above.root.string() : "";
}

/// Why none of its tables is taken.
std::string describe_tables(const Fer2013Listing& listing) {
  constexpr size_t kMaxNamed = 3;
  std::string text;
  for (size_t i = 0; i < std::min(listing.tables.size(), kMaxNamed); ++i) {
    const std::string& name = listing.tables[i];
    text += fmt::format("; in {} {}", name, look_at_header(listing.folder / name));
  }
  return text;
}

/// What is near to one of the spreads, each with what to do; the most telling one.
std::string suggest_layout(const Fer2013Listing& listing) {
  for (const auto& [split, names] : listing.split_folders) {
    if (names.size() > 1)
      return fmt::format(". {}/ all name the split {}: leave one", fmt::join(names, "/ and "),
                         split_name(split));
  }
  std::vector<std::string> places;
  int64_t num_classes = 0;
  for (const std::string& name : listing.folders) {
    Fer2013Layout below;
    if (!find_fer2013_split(name) && find_below(listing.folder / name, 1, below))
      places.push_back(below.root.string());
    num_classes += find_fer2013_class(name).has_value();
  }
  if (listing.split_folders.empty()) {
    const std::vector<std::string> tables = find_face_tables(listing);
    if (tables.size() > 1)
      return fmt::format(". Each of {} could be it: name one, {}", fmt::join(tables, ", "),
                         advise_path(listing.folder / tables.front()));
    if (!places.empty()) return fmt::format("; did you mean {}?", fmt::join(places, " or "));
    if (num_classes > 1 && !find_split_above(listing.folder).empty())
      return fmt::format("; did you mean {}?", find_split_above(listing.folder));
    if (num_classes > 1)
      return ". The folders of classes lie here without a split: put them into train/, validation/ and test/";
    if (!listing.tables.empty()) return describe_tables(listing);
    if (!listing.archives.empty())
      return fmt::format(". {} is packed: unpack it and name its folder", listing.archives.front());
  }
  for (const std::string& name : listing.folders) {
    const std::string suggestion = find_fer2013_split(name) ? "" : suggest_fer2013_split(name);
    if (!suggestion.empty()) return fmt::format(", and {}/{}", name, suggestion);
  }
  return places.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(places, " or "));
}

[[noreturn]] void throw_unclear_layout(const Fer2013Listing& listing) {
  std::string found;
  if (listing.has_csv()) found += fmt::format(" {}", kCsvName);
  for (const auto& [split, names] : listing.split_folders)
    found += fmt::format(" {}/", fmt::join(names, "/ "));
  throw DataError(fmt::format(
      "{}: no clear FER2013 layout. Looked for exactly one of: fer2013.csv; or train/ and validation/ [and "
      "test/]; or train/ and test/ with PublicTest_* and PrivateTest_* in test/. Found:{}{}",
      listing.folder.string(), found.empty() ? " none of these" : found, suggest_layout(listing)));
}

}  // namespace

Fer2013Layout find_fer2013_layout(const fs::path& folder) {
  Fer2013Layout layout;
  if (!find_below(folder, 0, layout)) throw_unclear_layout(list_folder(folder));
  if (layout.root != folder)
    layout.notes.insert(layout.notes.begin(),
                        fmt::format("{}/ as the data set", layout.root.lexically_relative(folder).string()));
  return layout;
}

}  // namespace affekt
