#include "ingest/prepare_songs.h"

#include <chrono>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/bad_samples.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/sources/songs/song_affect.h"
#include "ingest/sources/songs/song_catalogue_source.h"
#include "ingest/sources/songs/song_files.h"
#include "ingest/sources/songs/song_joiner.h"
#include "ingest/sources/songs/song_moods.h"
#include "ingest/sources/source_digest.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

constexpr int kSongIngestRevision = 3;  // raise it when the rules of reading give other results than before

std::string describe_options(const DataConfig& config) {
  return to_json_text(list_cache_options(config, config.path, kSongIngestRevision));
}

/// Everything but the digests of `info`.
SongCatalogue read_catalogue(const SongFiles& files, const DataConfig& config) {
  RawCatalogue raw = read_song_csv(files.catalogue, config.songs.max_speechiness);
  std::vector<BadSample> bad = std::move(raw.bad);
  SongCatalogue catalogue;
  nlohmann::json& counts = catalogue.info.counts;
  counts = std::move(raw.counts);
  if (!files.affect.empty()) {
    catalogue.affect = read_song_affect(files.affect, raw.row_of_id, bad, counts["affect"]);
  }
  if (!files.moods.empty()) {
    catalogue.moods = read_song_moods(files.moods, raw.row_of_id, bad, counts["moods"]);
  }
  counts["skipped"] = apply_bad_sample_policy(bad, files.catalogue.string(), config.on_bad_sample);
  if (raw.songs.num_songs == 0) {
    const auto num_spoken = counts.at("spoken").get<int64_t>();
    if (num_spoken > 0)
      throw DataError(
          fmt::format("{}: no song is left: {} left out as spoken word, their speechiness is above "
                      "data.songs.max_speechiness ({}); raise it",
                      files.catalogue.string(), count_of(num_spoken, "song"), config.songs.max_speechiness));
    throw DataError(files.catalogue.string() + ": at least one song expected, none got");
  }
  catalogue.songs = std::move(raw.songs);
  return catalogue;
}

void log_counts(const nlohmann::json& counts) {
  std::string text;
  for (const std::string& line : describe_song_counts(counts)) text += (text.empty() ? "" : "\n  ") + line;
  for (const char* key : {"affect", "moods"}) {
    const auto found = counts.find(key);
    if (found != counts.end()) text += "\n  " + describe_annotation_counts(*found);
  }
  log_event(LogLevel::kInfo, "songs_read", text, counts);
  for (const auto& [name, column] : counts.at("columns").items()) {
    if (column.contains("unreadable_text"))
      log_warning(fmt::format("{}: {}; unknown, and refused only where a model uses the column",
                              counts.at("file").get<std::string>(),
                              column.at("unreadable_text").get<std::string>()));
  }
}

}  // namespace

std::string digest_song_files(const DataConfig& config) {
  return digest_files(find_song_files(config).list()).digest;
}

PrepareResult prepare_songs(const DataConfig& config) {
  const auto start = std::chrono::steady_clock::now();
  check_on_bad_sample(config.on_bad_sample);
  const SongFiles files = find_song_files(config);
  check_new_prepared_dir(config.prepared_dir, "songs");
  const CacheKey key{"songs", digest_files(files.list()).digest, describe_options(config)};
  SongCatalogue catalogue;
  const auto read = [&] {
    catalogue = read_catalogue(files, config);
    describe_origin(key, config.path, catalogue.info);
    log_counts(catalogue.info.counts);
  };
  return find_or_prepare(config.prepared_dir, key, start, read,
                         [&](const std::filesystem::path& path) { write_song_catalogue(path, catalogue); });
}

}  // namespace affekt
