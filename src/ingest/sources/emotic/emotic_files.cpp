#include "ingest/sources/emotic/emotic_files.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/text/count_text.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/sources/emotic/emotic_mat.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The folder itself, then those in it by name.
std::vector<fs::path> list_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) folders.push_back(entry->path());
  }
  if (failure) throw DataError("data.path: can't read " + folder.string() + ": " + failure.message());
  std::sort(folders.begin(), folders.end());
  folders.insert(folders.begin(), folder);
  return folders;
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_directory(path, ignored);
}

/// The file of this name, or else the first in order whose name differs in upper and lower case; empty: none.
fs::path find_in_any_case(const fs::path& folder, const std::string& name) {
  if (is_file(folder / name)) return folder / name;
  std::vector<fs::path> found;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure))
    if (to_lower(entry->path().filename().string()) == to_lower(name) && is_file(entry->path()))
      found.push_back(entry->path());
  return found.empty() ? fs::path() : *std::min_element(found.begin(), found.end());
}

}  // namespace

std::vector<fs::path> EmoticFiles::list() const {
  std::vector<fs::path> files;
  if (!mat.empty()) files.push_back(mat);
  for (const EmoticTable& table : tables) files.push_back(table.path);
  return files;
}

EmoticFiles find_emotic_files(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw DataError("data.path: " + folder.string() +
                    ": the folder that holds EMOTIC's lists and pictures expected, a file got");
  }
  EmoticFiles files;
  const std::vector<fs::path> folders = list_folders(folder);
  for (const fs::path& place : folders) {
    files.mat = find_in_any_case(place, "Annotations.mat");
    if (!files.mat.empty()) return files;
  }
  for (const fs::path& place : folders) {
    for (const Split list : {Split::kTrain, Split::kValidation, Split::kTest}) {
      const fs::path path = find_in_any_case(place, std::string(emotic_list_name(list)) + ".csv");
      if (!path.empty()) files.tables.push_back({list, path});
    }
    if (!files.tables.empty()) return files;
  }
  throw DataError(
      fmt::format("{}: EMOTIC's lists are missing: Annotations.mat (or Annotations/Annotations.mat) "
                  "expected, or the tables "
                  "train.csv, val.csv and test.csv made of it (at least one)",
                  folder.string()));
}

EmoticLists read_emotic_lists(const EmoticFiles& files) {
  return files.mat.empty() ? read_emotic_tables(files.tables) : read_emotic_mat(files.mat);
}

fs::path find_picture_root(const fs::path& folder, const EmoticLists& lists) {
  std::set<std::string> pictures;
  for (const EmoticPerson& person : lists.people) pictures.insert(person.picture);
  if (pictures.empty()) return folder;  // what is wrong with the lists is told later
  fs::path best;
  int64_t most = 0;
  const std::vector<fs::path> folders = list_folders(folder);
  for (const fs::path& place : folders) {
    const auto count = static_cast<int64_t>(std::count_if(
        pictures.begin(), pictures.end(), [&](const std::string& name) { return is_file(place / name); }));
    if (count <= most) continue;
    most = count;
    best = place;
  }
  if (most > 0) return best;
  const std::string first = to_valid_utf8(shorten_text(*pictures.begin(), 200));
  std::vector<std::string> looked_in;
  for (const fs::path& place : folders) looked_in.push_back(to_valid_utf8(place.string()));
  if (looked_in.size() > 6) looked_in.resize(6);
  throw DataError(fmt::format(
      "{}: none of the {} of {} is there; looked for {} in {}. EMOTIC's pictures come in "
      "an archive of "
      "their own (emotic.zip): unpack it here, so that there is {}",
      folder.string(), count_of(static_cast<int64_t>(pictures.size()), "picture"), lists.layout, first,
      fmt::join(looked_in, ", "), to_valid_utf8((folder / "emotic" / "").string()) + first));
}

}  // namespace affekt
