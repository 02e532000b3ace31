// The prepared HDF5 file: one data set, decoded once, with its splits, digest and leak audit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

enum class Split : uint8_t { kTrain = 0, kValidation = 1, kTest = 2 };
/// "train", "validation", "test".
const char* split_name(Split split);
/// @throws ConfigError for any other name
Split split_from_name(const std::string& name);

constexpr int kPreparedSchemaVersion = 2;

/// What every kind of sample has. Row i of every member belongs to the same sample.
struct SampleTable {
  int64_t num_samples = 0;
  std::vector<int32_t> labels;          // [N], index into PreparedInfo::class_names
  std::vector<Split> splits;            // [N]
  std::vector<std::string> source_ids;  // [N], path inside the data set, or "fer2013.csv:LINE"
  std::vector<uint8_t>
      has_train_twin;               // [N], 1: an exact or near duplicate of this sample is in the train split
  std::vector<std::string> groups;  // [N], whom the sample is of ("Actor_05"); empty: the set knows no groups
};

/// Pictures with one class each, in memory.
struct ImageSamples : SampleTable {
  int64_t channels = 1, height = 0, width = 0;
  std::vector<uint8_t> pixels;  // [N, C, H, W]
};

/// Mono waveforms of different lengths with one class each, in memory.
struct WaveformSamples : SampleTable {
  int64_t sample_rate_hz = 16000;
  std::vector<int64_t> offsets = {0};  // [N + 1], wave i is waves[offsets[i], offsets[i + 1])
  std::vector<int16_t> waves;          // full scale is 32768

  const int16_t* wave(int64_t i) const { return waves.data() + offsets[static_cast<size_t>(i)]; }
  int64_t length(int64_t i) const {
    return offsets[static_cast<size_t>(i) + 1] - offsets[static_cast<size_t>(i)];
  }
};

using Samples = std::variant<ImageSamples, WaveformSamples>;

const SampleTable& table_of(const Samples& samples);
SampleTable& table_of(Samples& samples);
/// "pictures" or "waveforms".
const char* kind_of(const Samples& samples);
/// @throws DataError if they are of another kind
const ImageSamples& images_of(const Samples& samples);
const WaveformSamples& waveforms_of(const Samples& samples);

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
  nlohmann::json audit = nlohmann::json::object();   // see ingest/leak_audit.h
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

/// The samples of the rows whose index is given, in that order.
ImageSamples select_rows(const ImageSamples& samples, const std::vector<int64_t>& rows);
WaveformSamples select_rows(const WaveformSamples& samples, const std::vector<int64_t>& rows);

/// The samples of one split, in file order.
ImageSamples select_split(const ImageSamples& samples, Split split);
WaveformSamples select_split(const WaveformSamples& samples, Split split);
Samples select_split(const Samples& samples, Split split);

}  // namespace affekt
