#include "ingest/sources/songs/song_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/mapped_file.h"
#include "core/text/lower_case.h"
#include "core/text/shell_text.h"
#include "ingest/sources/archive.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsualName = "tracks_features.csv";
constexpr const char* kHowToBring =
    "any CSV file with ids and Spotify's audio features will do (columns such as track_id, artist, track, "
    "danceability, energy, tempo). `affekt demo-data songs DIR` draws a synthetic catalogue to try things "
    "with";

constexpr const char* kHowToSet =
    "or the environment variable that the config names (AFFEKT_SONGS in configs/songs_kmeans.yaml)";

bool is_csv(const fs::path& path) {
  return lower_extension(path) == ".csv" && fs::is_regular_file(path);
}

/// With what is wrong with those that are no CSV.
std::string list_names(const std::vector<fs::path>& files) {
  constexpr size_t kMaxListedFiles = 10;
  std::string text;
  for (size_t i = 0; i < std::min(files.size(), kMaxListedFiles); ++i) {
    const std::string fault = find_csv_fault(MappedFile(files[i]).text());
    text += (i == 0 ? "" : ", ") + files[i].filename().string() + (fault.empty() ? "" : " (" + fault + ")");
  }
  if (files.size() > kMaxListedFiles) text += fmt::format(" and {} more", files.size() - kMaxListedFiles);
  return text.empty() ? "no CSV file" : text;
}

std::vector<fs::path> find_csv_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code reason;
  for (const auto& entry : fs::directory_iterator(folder, reason)) {
    if (is_csv(entry.path())) files.push_back(entry.path());
  }
  if (reason) throw DataError("can't look at " + folder.string() + ": " + reason.message());
  std::sort(files.begin(), files.end());
  return files;
}

fs::path find_catalogue(const fs::path& folder) {
  if (fs::is_regular_file(folder / kUsualName)) return folder / kUsualName;
  const std::vector<fs::path> csv_files = find_csv_files(folder);
  std::vector<fs::path> catalogues;
  for (const fs::path& file : csv_files) {
    if (is_song_header(read_csv_header(file))) catalogues.push_back(file);
  }
  if (catalogues.size() == 1) return catalogues.front();
  if (catalogues.empty()) {
    throw DataError(
        fmt::format("data.path: {} expected in the folder {}, or one CSV file with ids and audio "
                    "features; found {}; {}",
                    kUsualName, folder.string(), list_names(csv_files), kHowToBring));
  }
  throw DataError(
      fmt::format("data.path: the folder {} has {} CSV files with ids and audio features: {}; name "
                  "one of them",
                  folder.string(), catalogues.size(), list_names(catalogues)));
}

/// What is wrong with a file of annotations; empty: nothing, or none is named.
std::string find_annotations_fault(const std::string& path, const char* key) {
  std::error_code ignored;
  if (path.empty() || fs::is_regular_file(path, ignored)) return "";
  if (fs::is_directory(path, ignored))
    return fmt::format("{}: a CSV file expected, {} is a folder, with {}; name the file", key, path,
                       list_names(find_csv_files(path)));
  return fmt::format("{}: a CSV file expected, there is {} at {}; set the key, {}, or do without: --set {}",
                     key, fs::exists(path, ignored) ? "something else" : "nothing", path, kHowToSet,
                     quote_for_shell(std::string(key) + "=\"\""));
}

/// "; beside it lies own.csv: --set data.path=...", with all CSV files there that could be meant.
std::string hint_at_neighbours(const fs::path& path) {
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) return "";
  std::string hint;
  for (const fs::path& file : find_csv_files(folder))
    if (find_csv_fault(MappedFile(file).text()).empty() && is_song_header(read_csv_header(file)))
      hint += fmt::format("{}{}", hint.empty() ? "; in that folder lies a catalogue: " : ", or ",
                          advise_path(file));
  return hint;
}

}  // namespace

std::vector<DigestFile> SongFiles::list() const {
  std::vector<DigestFile> files;
  const auto add = [&](const char* role, const fs::path& path) {
    if (!path.empty()) files.push_back({role + path.filename().string(), path});
  };
  add("catalogue/", catalogue);
  add("affect/", affect);
  add("moods/", moods);
  return files;
}

SongFiles find_song_files(const DataConfig& config) {
  if (config.path.empty()) {
    throw ConfigError(
        "data.path: a song catalogue (CSV), or the folder that holds it, expected, nothing got");
  }
  const fs::path path = config.path;
  std::error_code ignored, reason;
  if (!fs::exists(path, reason) && reason && reason != std::errc::no_such_file_or_directory) {
    throw DataError("data.path: can't look at " + path.string() + ": " + reason.message());
  }
  if (!fs::exists(path, ignored)) {
    throw DataError("data.path: there is nothing at " + path.string() + hint_at_neighbours(path) +
                    "; set the key, " + kHowToSet + ": " + kHowToBring);
  }
  SongFiles files;
  const bool is_folder = fs::is_directory(path, ignored);
  if (!is_folder && !fs::is_regular_file(path, ignored)) {
    throw DataError("data.path: a CSV file or a folder expected, " + path.string() +
                    " is neither, but a device, a pipe or a socket");
  }
  files.catalogue = is_folder ? find_catalogue(path) : path;
  files.affect = config.songs.affect_path;
  files.moods = config.songs.moods_path;
  const std::string affect_fault = find_annotations_fault(files.affect, "data.songs.affect_path");
  const std::string moods_fault = find_annotations_fault(files.moods, "data.songs.moods_path");
  const bool both = !affect_fault.empty() && !moods_fault.empty();
  if (!affect_fault.empty() || !moods_fault.empty())
    throw DataError(affect_fault + (both ? "\n" : "") + moods_fault);
  return files;
}

}  // namespace affekt
