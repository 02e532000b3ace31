#include "ingest/sources/songs/song_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/error.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/text/csv_file.h"
#include "ingest/text/mapped_file.h"

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
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return extension == ".csv" && fs::is_regular_file(path);
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

fs::path find_annotations(const std::string& path, const char* key) {
  std::error_code ignored;
  if (path.empty() || fs::is_regular_file(path, ignored)) return path;
  if (fs::is_directory(path, ignored))
    throw DataError(fmt::format("{}: a CSV file expected, {} is a folder, with {}; name the file", key, path,
                                list_names(find_csv_files(path))));
  throw DataError(
      fmt::format("{}: a CSV file expected, there is {} at {}; set the key, {}, or do without: {}=\"\"", key,
                  fs::exists(path, ignored) ? "something else" : "nothing", path, kHowToSet, key));
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
    throw DataError("data.path: there is nothing at " + path.string() + "; set the key, " + kHowToSet + ": " +
                    kHowToBring);
  }
  SongFiles files;
  const bool is_folder = fs::is_directory(path, ignored);
  if (!is_folder && !fs::is_regular_file(path, ignored)) {
    throw DataError("data.path: a CSV file or a folder expected, " + path.string() +
                    " is neither, but a device, a pipe or a socket");
  }
  files.catalogue = is_folder ? find_catalogue(path) : path;
  files.affect = find_annotations(config.songs.affect_path, "data.songs.affect_path");
  files.moods = find_annotations(config.songs.moods_path, "data.songs.moods_path");
  return files;
}

}  // namespace affekt
