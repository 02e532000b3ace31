// The prepared HDF5 file of images or waveforms: one data set, decoded once, with its splits, digest and
// leak audit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/prepared_envelope.h"
#include "store/samples.h"

namespace affekt {

/// The content_digest is over inputs, labels, splits, groups, source ids and class names.
struct PreparedInfo : PreparedEnvelope {
  std::vector<std::string> class_names;
  nlohmann::json skipped = nlohmann::json::array();  // [{"source_id", "reason"}]
  nlohmann::json audit = nlohmann::json::object();   // see ingest/audit/leak_audit.h
};

struct PreparedData {
  PreparedInfo info;
  Samples samples;
};

/// Writes the file atomically; fills in kind and content_digest. @throws ArtifactError (full disk ...)
void write_prepared(const std::filesystem::path& path, const PreparedData& prepared);

/// Reads the whole file and checks version and digest.
/// @throws DataError: not a prepared file of these kinds, another schema version, truncated, digest differs
PreparedData read_prepared(const std::filesystem::path& path);

/// The samples of one split, in file order. The whole file is checked, as by read_prepared, but the other
/// samples are not kept in memory. @throws as read_prepared
PreparedData read_prepared_split(const std::filesystem::path& path, Split split);

/// Several splits at the price of one, samples[i] those of splits[i].
struct PreparedSplitData {
  PreparedInfo info;
  std::vector<Samples> samples;
};
PreparedSplitData read_prepared_splits(const std::filesystem::path& path, const std::vector<Split>& splits);

/// All but the samples. @throws DataError as above (the digest is not checked)
PreparedInfo read_prepared_info(const std::filesystem::path& path);

/// How many samples each split has, without reading the inputs. @throws DataError as read_prepared_info
SplitCounts count_splits(const std::filesystem::path& path);

}  // namespace affekt
