// An ONNX file of affekt's as bytes on disk -> parsed, known to be whole, with its metadata. What each kind
// of model adds to that is in onnx_info.cpp (pictures, waveforms) and song_onnx_info.cpp (songs).
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <map>
#include <string>

namespace affekt {

struct OnnxFile {
  onnx::ModelProto model;                       // with a graph of at least one node
  std::map<std::string, std::string> metadata;  // all metadata_props
  std::string file_digest;                      // SHA-256 of the file

  /// metadata[affekt.task]; empty: one class a sample (pictures and waveforms).
  std::string task() const;
};

/// @throws ArtifactError: unreadable, truncated, not ONNX, not made by affekt, its graph or its metadata
///         differ from the digests that it was exported with
OnnxFile read_onnx_file(const std::filesystem::path& path);

/// SHA-256 over "key\nvalue\n" of all entries but affekt.metadata_digest, in the order of their keys.
std::string digest_metadata(const std::map<std::string, std::string>& metadata);

/// Throws ArtifactError "<path>: <why>".
[[noreturn]] void refuse_onnx_file(const std::filesystem::path& path, const std::string& why);

}  // namespace affekt
