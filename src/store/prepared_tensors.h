// A prepared file of rows with named tensors (store/prepared_rows.h), all of it in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "store/prepared_envelope.h"
#include "store/samples.h"

namespace affekt {

/// Row i of every member belongs to the same sample.
struct TensorRows {
  int64_t num_rows = 0;
  std::vector<Split> splits;            // [N]
  std::vector<std::string> source_ids;  // [N], for reports
  HostTensors tensors;                  // inputs and targets by name, each [N, ...]
};

struct PreparedTensors {
  PreparedEnvelope info;  // its `kind` is the name that the kind of model reads it by
  TensorRows rows;
  nlohmann::json about;  // what the kind says of the whole file
};

/// Writes the file atomically; fills in content_digest. @throws ArtifactError (full disk ...)
void write_prepared_tensors(const std::filesystem::path& path, const PreparedTensors& prepared);

/// Reads the whole file and checks version and digest.
/// @throws DataError: not a prepared file of this kind, another schema version, truncated, digest differs
PreparedTensors read_prepared_tensors(const std::filesystem::path& path, const std::string& kind);

/// The rows of one split, in file order.
TensorRows select_split(const TensorRows& rows, Split split);

}  // namespace affekt
