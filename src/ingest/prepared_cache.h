// Where a prepared file lies: its name tells the content of its sources and the options, so that it is made
// once.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "core/log.h"

namespace affekt {

/// Everything that a prepared file's content depends on.
struct CacheKey {
  std::string source;         // "songs"
  std::string source_digest;  // of the files' contents
  std::string options;        // canonical JSON
  int schema_version = 0;
};

/// <prepared_dir>/<source>-<first 16 digits of the key's SHA-256>.h5
std::filesystem::path make_prepared_path(const std::string& prepared_dir, const CacheKey& key);

/// Before the data are read: whether a prepared file could be written. Makes nothing. @throws ArtifactError
void check_prepared_dir(const std::string& prepared_dir);
/// The same if the folder isn't there. One that is may well be read-only, with the prepared file in it.
void check_new_prepared_dir(const std::string& prepared_dir);

/// Makes the folder and those above it. @throws ArtifactError
void make_prepared_dir(const std::string& prepared_dir);

/// Says in the log where the prepared file is, and how long that took.
void log_prepared(const std::filesystem::path& path, bool was_cached, double seconds);

/// Whether the file is there and `read_info` can read it; a damaged file isn't a hit, in words.
template <class Info, class ReadInfo>
bool find_prepared(const std::filesystem::path& path, const ReadInfo& read_info, Info& info) {
  if (!std::filesystem::exists(path)) return false;
  try {
    info = read_info(path);
    return true;
  } catch (const DataError& failure) {
    log_warning(std::string("Preparing again: ") + failure.what());
    return false;
  }
}

}  // namespace affekt
