// An ONNX file of affekt's, read once: known to be whole, with what it takes, gives and says of itself.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace affekt {

struct OnnxModel {
  std::filesystem::path path;
  std::vector<TensorSpec> inputs, outputs;      // in the order of the graph
  std::map<std::string, std::string> metadata;  // all metadata_props
  std::string file_digest;                      // SHA-256 of the file
  std::string bytes;                            // the file: engines are made from these

  /// metadata[key]; empty: it has no such entry.
  std::string text(const std::string& key) const;
  /// metadata["affekt.task"]; empty: one class a sample.
  std::string task() const;
  /// Throws ArtifactError "<path>: <why>".
  [[noreturn]] void refuse(const std::string& why) const;
};

/// Read once, shared by all who ask it or run it.
using SharedOnnxModel = std::shared_ptr<const OnnxModel>;

/// @throws ArtifactError: unreadable, truncated, not ONNX, not made by affekt, weights kept in other files,
///         its graph or its metadata differ from the digests that it was exported with
SharedOnnxModel read_onnx_model(const std::filesystem::path& path);

/// The same if the path is that of a file named *.onnx; else null.
SharedOnnxModel read_if_onnx(const std::filesystem::path& path);

/// What ONNX's files call the type: a TensorProto::DataType.
int onnx_type_of(DType type);

/// SHA-256 over "key\nvalue\n" of all entries but affekt.metadata_digest, in the order of their keys.
std::string digest_metadata(const std::map<std::string, std::string>& metadata);

}  // namespace affekt
