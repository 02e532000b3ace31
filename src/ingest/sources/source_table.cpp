#include "ingest/sources/source_table.h"

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/files/regular_file.h"
#include "ingest/prepare_emotic.h"
#include "ingest/prepare_listening.h"
#include "ingest/prepare_songs.h"
#include "ingest/sources/archive.h"
#include "ingest/sources/fer2013/fer2013_source.h"
#include "ingest/sources/ravdess/ravdess_source.h"
#include "ingest/sources/source_digest.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

const std::vector<SourceEntry>& source_table() {
  static const std::vector<SourceEntry> table = {
      {"fer2013", kImagesKind, [](const DataConfig& config) { return open_fer2013(config.path); }, nullptr,
       "FER2013 is free for research: fer2013.csv, or its folders of images, from Kaggle"},
      {"ravdess", kWaveformsKind, open_ravdess, nullptr,
       "RAVDESS is free for research: Audio_Speech_Actors_01-24.zip from Zenodo, unpacked"},
      {"emotic", kPeopleKind, nullptr, prepare_emotic,
       "EMOTIC is free for research: its pictures and Annotations.mat in one folder", digest_emotic_files},
      {"songs", kSongsKind, nullptr, prepare_songs, "", digest_song_files},
      {"listening", kListeningKind, nullptr, prepare_listening,
       "A listening log is yours to bring: of Spotify, Last.fm, playlists, or a CSV file of plays",
       digest_listening_files},
  };
  return table;
}

}  // namespace

std::vector<std::string> source_names() {
  std::vector<std::string> names;
  for (const SourceEntry& entry : source_table()) names.push_back(entry.name);
  return names;
}

const SourceEntry& find_source(const std::string& name) {
  std::string known;
  for (const SourceEntry& entry : source_table()) {
    if (entry.name == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.name;
  }
  throw ConfigError("data.source: '" + name + "' is unknown; known data sets: " + known +
                    suggest_nearest(name, source_names()));
}

void check_data_path(const DataConfig& config) {
  const std::filesystem::path path = config.path;
  if (path.empty()) {
    throw ConfigError("data.path: a folder or file with the data set '" + config.source +
                      "' expected, nothing got");
  }
  std::error_code unknown, ignored;
  const bool is_there = std::filesystem::exists(path, unknown);
  const std::string irregular =
      std::filesystem::is_directory(path, ignored) ? "" : why_not_regular_file(path);
  if (unknown || !irregular.empty()) {
    throw DataError("data.path: can't read " + path.string() + ": " +
                    (unknown ? unknown.message() : irregular));
  }
  if (!is_there) {
    const std::string& what = find_source(config.source).how_to_bring;
    throw DataError(
        "data.path: there is nothing at " + path.string() + ". " + (what.empty() ? "" : what + ". ") +
        "Name its place with --set data.path=PLACE (datasets/README.md says more), or try `affekt "
        "demo-data " +
        config.source + " DIR`");
  }
  refuse_archive(path);
}

std::string digest_raw_data(const DataConfig& config) {
  const SourceEntry& entry = find_source(config.source);
  return entry.digest != nullptr ? entry.digest(config) : digest_source(*open_source(config)).digest;
}

std::unique_ptr<Source> open_source(const DataConfig& config) {
  const SourceEntry& entry = find_source(config.source);
  if (entry.open == nullptr) {
    throw ConfigError("data.source: a data set with one class for each sample expected, '" + config.source +
                      "' got");
  }
  check_data_path(config);
  return entry.open(config);
}

}  // namespace affekt
