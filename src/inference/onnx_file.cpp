#include "inference/onnx_file.h"

#include <fmt/format.h>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

onnx::ModelProto parse_model(const std::filesystem::path& path, const std::string& bytes) {
  onnx::ModelProto model;
  if (bytes.empty()) refuse_onnx_file(path, "the file is empty, expected an ONNX model");
  if (!model.ParseFromString(bytes)) {
    refuse_onnx_file(
        path, fmt::format("truncated or not an ONNX file ({} bytes, which do not parse)", bytes.size()));
  }
  if (model.ir_version() < 1 || !model.has_graph() || model.graph().node_size() == 0) {
    refuse_onnx_file(path, "truncated or not an ONNX file: it holds no graph");
  }
  return model;
}

std::map<std::string, std::string> read_metadata(const std::filesystem::path& path,
                                                 const onnx::ModelProto& model) {
  std::map<std::string, std::string> metadata;
  for (const auto& entry : model.metadata_props()) metadata[entry.key()] = entry.value();
  if (metadata.count(onnx_key::kLabels) == 0) {
    refuse_onnx_file(path,
                     fmt::format("not a model exported by affekt, or truncated: metadata \"{}\" is missing",
                                 onnx_key::kLabels));
  }
  // Entries are written in the order of their keys, these two among the last: a file cut between entries
  // lacks one.
  for (const char* key : {onnx_key::kToolVersion, onnx_key::kWeightsDigest}) {
    if (metadata.count(key) == 0) {
      refuse_onnx_file(path, fmt::format("truncated: metadata \"{}\" is missing", key));
    }
  }
  return metadata;
}

/// Weights are most of the file, and a flipped bit in one still parses.
void check_graph_digest(const std::filesystem::path& path, const OnnxFile& file) {
  const auto expected = file.metadata.find(onnx_key::kGraphDigest);
  if (expected == file.metadata.end()) {
    log_warning(
        fmt::format("{}: exported by an older affekt: without \"{}\", so damage to its weights would "
                    "go unnoticed",
                    path.string(), onnx_key::kGraphDigest));
    return;
  }
  const std::string actual = sha256_of(file.model.graph().SerializeAsString());
  if (actual != expected->second) {
    refuse_onnx_file(path,
                     fmt::format("damaged: its graph does not match the digest that it was exported with ({} "
                                 "expected, {} got); export it again",
                                 expected->second, actual));
  }
}

/// Files of before this digest lack it, and say nothing that it could be checked against.
void check_metadata_digest(const std::filesystem::path& path, const OnnxFile& file) {
  const auto expected = file.metadata.find(onnx_key::kMetadataDigest);
  if (expected == file.metadata.end()) return;
  if (digest_metadata(file.metadata) != expected->second) {
    refuse_onnx_file(
        path, "damaged: its metadata does not match the digest that it was exported with; export it again");
  }
}

}  // namespace

std::string OnnxFile::task() const {
  const auto found = metadata.find(onnx_key::kTask);
  return found == metadata.end() ? "" : found->second;
}

std::string digest_metadata(const std::map<std::string, std::string>& metadata) {
  Sha256 digest;
  for (const auto& [key, value] : metadata) {
    if (key != onnx_key::kMetadataDigest) digest.update(key + "\n" + value + "\n");
  }
  return digest.finish();
}

void refuse_onnx_file(const std::filesystem::path& path, const std::string& why) {
  throw ArtifactError(fmt::format("{}: {}", path.string(), why));
}

OnnxFile read_onnx_file(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  OnnxFile file;
  file.model = parse_model(path, bytes);
  file.metadata = read_metadata(path, file.model);
  check_graph_digest(path, file);
  check_metadata_digest(path, file);
  file.file_digest = sha256_of(bytes);
  return file;
}

}  // namespace affekt
