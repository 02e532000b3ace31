// What every prepared HDF5 file says of itself, whatever it holds.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

constexpr int kPreparedSchemaVersion = 4;  // of all kinds; raise it when any of them is written otherwise

struct PreparedEnvelope {
  std::string kind;  // what the file holds: "images", "waveforms", "songs" or what a kind of its own writes
  int schema_version = kPreparedSchemaVersion;
  std::string dataset_name;    // "fer2013"
  std::string ingest_options;  // canonical JSON of the options that shaped the content
  std::string source_digest;   // SHA-256 over the sources, 64 hex digits
  std::string content_digest;  // SHA-256 over what a model could see; checked on reading
  std::string tool_version;
};

/// Of a prepared file of any kind and version. @throws DataError: no prepared file
std::string read_prepared_kind(const std::filesystem::path& path);

/// Of a prepared file of any kind; its content is not looked at. @throws DataError also for another version
PreparedEnvelope read_prepared_envelope(const std::filesystem::path& path);

}  // namespace affekt
