// The one place that knows all data sets: to add one, add a line to the table in source_table.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/prepared_cache.h"
#include "ingest/sources/source.h"

namespace affekt {

struct SourceEntry {
  std::string name;  // data.source
  std::string kind;  // of its samples, as the prepared file names it: kImagesKind, ...
  std::unique_ptr<Source> (*open)(const DataConfig& config);  // null: no set with one class a sample, and
  PrepareResult (*prepare)(const DataConfig& config);         // this prepares it
  std::string how_to_bring;                                   // "": `prepare` says it
  std::string (*digest)(const DataConfig& config) = nullptr;  // of the sources of what `prepare` prepares
};

/// In the order of the table: "fer2013", "ravdess", "emotic", "songs", "listening".
std::vector<std::string> source_names();

/// @throws ConfigError: unknown name (the message lists the known ones and suggests the nearest)
const SourceEntry& find_source(const std::string& name);

/// Whether there is something at config.path that could be read. @throws ConfigError: empty path; DataError:
/// as open_source
void check_data_path(const DataConfig& config);

/// The identity of the raw data: what a prepared file of them has as source_digest. Each file is read.
/// @throws as opening and preparing do
std::string digest_raw_data(const DataConfig& config);

/// @throws ConfigError: as find_source; empty path; a data set without classes
/// @throws DataError: nothing at `config.path` (the message says how to bring the data), or no layout of this
/// data set
std::unique_ptr<Source> open_source(const DataConfig& config);

}  // namespace affekt
