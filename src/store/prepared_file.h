// The prepared HDF5 file: one data set, decoded once, with its splits, digest and leak audit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/samples.h"

namespace affekt {

constexpr int kPreparedSchemaVersion = 2;

/// What the file says of itself (HDF5 attributes).
struct PreparedInfo {
  int schema_version = kPreparedSchemaVersion;
  std::string dataset_name;  // "fer2013"
  std::vector<std::string> class_names;
  std::string ingest_options;  // canonical JSON of the options that shaped the content
  std::string source_digest;   // SHA-256 over the sources, 64 hex digits
  std::string content_digest;  // SHA-256 over inputs, labels, splits, groups, source ids; checked on reading
  std::string tool_version;
  nlohmann::json skipped = nlohmann::json::array();  // [{"source_id", "reason"}]
  nlohmann::json audit = nlohmann::json::object();   // see ingest/audit/leak_audit.h
};

struct PreparedData {
  PreparedInfo info;
  Samples samples;
};

/// Writes the file atomically; fills in content_digest. @throws ArtifactError (full disk ...)
void write_prepared(const std::filesystem::path& path, const PreparedData& prepared);

/// Reads the whole file and checks version and digest.
/// @throws DataError: not a prepared file, another schema version, truncated, digest differs
PreparedData read_prepared(const std::filesystem::path& path);

/// The attributes only. @throws DataError as above (the digest is not checked)
PreparedInfo read_prepared_info(const std::filesystem::path& path);

struct SplitCounts {
  int64_t train = 0, validation = 0, test = 0;
  int64_t of(Split split) const;
};
/// How many samples each split has, without reading the inputs. @throws DataError as read_prepared_info
SplitCounts count_splits(const std::filesystem::path& path);

}  // namespace affekt
