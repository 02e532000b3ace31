// An ONNX file -> predictions, without LibTorch: OpenCV's dnn module, ONNX Runtime where CMake found it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace affekt {

/// What an affekt ONNX file says of itself: input shape and metadata_props.
struct OnnxModelInfo {
  int64_t channels = 1, height = 0, width = 0;
  std::string input_name, output_name;
  std::vector<std::string> class_names;         // metadata "affekt.labels", a JSON list
  std::map<std::string, std::string> metadata;  // all metadata_props
  std::string file_digest;                      // SHA-256 of the file
};

/// Parses and checks the file. @throws ArtifactError: unreadable, truncated, not ONNX, not made by affekt
OnnxModelInfo read_onnx_info(const std::filesystem::path& path);

class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  virtual std::string name() const = 0;  // "opencv" | "onnxruntime"
  /// @param pixels  [N, C, H, W] raw 0..255, row-major
  /// @return        float32 [N, K] probabilities, row-major
  virtual std::vector<float> predict(const std::vector<uint8_t>& pixels, int64_t num_samples) = 0;
};

std::vector<std::string> engine_names();  // those this build has

/// @throws ConfigError for an engine this build lacks, ArtifactError if the engine can't load the file
std::unique_ptr<InferenceEngine> make_engine(const std::string& name, const std::filesystem::path& onnx_path);

}  // namespace affekt
