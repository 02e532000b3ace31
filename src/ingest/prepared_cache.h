// Where a prepared file lies: its name tells the content of its sources and the options, so that it is made
// once.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "config/experiment_config.h"
#include "store/prepared_envelope.h"

namespace affekt {

/// Everything that a prepared file's content depends on.
struct CacheKey {
  std::string source;         // "songs"
  std::string source_digest;  // of the files' contents
  std::string options;        // canonical JSON
};

/// The options that every data set's file depends on, for CacheKey::options; a data set may add its own.
/// @param data  the sources  @param ingest_revision  of the rules by which they are read
nlohmann::json list_cache_options(const DataConfig& config, const std::filesystem::path& data,
                                  int ingest_revision);

/// What the envelope of the file says of where its content comes from. @param path  of the sources
void describe_origin(const CacheKey& key, const std::string& path, PreparedEnvelope& envelope);

struct PrepareResult {
  std::filesystem::path path;  // <prepared_dir>/<source>-<first 16 digits of the key's SHA-256>.h5
  bool was_cached = false;     // nothing had to be done
  PreparedEnvelope info;
  double seconds = 0;
};

/// Before the data are looked at: whether a prepared file could be written, if the folder holds none of this
/// source. One that does may well be read-only. Makes nothing. @throws ArtifactError
void check_new_prepared_dir(const std::string& prepared_dir, const std::string& source);

/// Finds the file of an earlier call, or makes it: `read` reads the data, then `write` writes the file. A
/// damaged file is made again, in words. Says in the log where the file is, and how long that took.
/// @param start  of that time  @throws ArtifactError: the folder can't be written; as `read` and `write`
PrepareResult find_or_prepare(const std::string& prepared_dir, const CacheKey& key,
                              std::chrono::steady_clock::time_point start, const std::function<void()>& read,
                              const std::function<void(const std::filesystem::path& path)>& write);

}  // namespace affekt
