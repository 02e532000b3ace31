// The prepared HDF5 file: one data set, decoded once, with its splits, digest and leak audit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

enum class Split : uint8_t { kTrain = 0, kValidation = 1, kTest = 2 };
/// "train", "validation", "test".
const char* split_name(Split split);
/// @throws ConfigError for any other name
Split split_from_name(const std::string& name);

constexpr int kPreparedSchemaVersion = 1;

/// Pictures with one class each, in memory. Row i of every member belongs to the same sample.
struct ImageSamples {
  int64_t num_samples = 0, channels = 1, height = 0, width = 0;
  std::vector<uint8_t> pixels;          // [N, C, H, W]
  std::vector<int32_t> labels;          // [N], index into PreparedInfo::class_names
  std::vector<Split> splits;            // [N]
  std::vector<std::string> source_ids;  // [N], path inside the data set, or "fer2013.csv:LINE"
  std::vector<uint8_t>
      has_train_twin;  // [N], 1: an exact or near duplicate of this sample is in the train split
};

/// What the file says of itself (HDF5 attributes).
struct PreparedInfo {
  int schema_version = kPreparedSchemaVersion;
  std::string dataset_name;  // "fer2013"
  std::vector<std::string> class_names;
  std::string ingest_options;  // canonical JSON of the options that shaped the content
  std::string source_digest;   // SHA-256 over the sources, 64 hex digits
  std::string content_digest;  // SHA-256 over pixels, labels, splits, source ids; checked on reading
  std::string tool_version;
  nlohmann::json skipped = nlohmann::json::array();  // [{"source_id", "reason"}]
  nlohmann::json audit = nlohmann::json::object();   // see ingest/leak_audit.h
};

struct PreparedImages {
  PreparedInfo info;
  ImageSamples samples;
};

/// Writes the file atomically; fills in content_digest. @throws ArtifactError (full disk ...)
void write_prepared_images(const std::filesystem::path& path, const PreparedImages& prepared);

/// Reads the whole file, or one split of it, and checks version and digest.
/// @throws DataError: not a prepared file, another schema version, truncated, digest differs
PreparedImages read_prepared_images(const std::filesystem::path& path);

/// The attributes only. @throws DataError as above (the digest is not checked)
PreparedInfo read_prepared_info(const std::filesystem::path& path);

/// The samples of one split, in file order.
ImageSamples select_split(const ImageSamples& samples, Split split);

}  // namespace affekt
