// An ONNX file -> predictions, without LibTorch: OpenCV's dnn module, ONNX Runtime where CMake found it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/prepared_file.h"

namespace affekt {

/// What an affekt ONNX file says of itself: input shape and metadata_props.
struct OnnxModelInfo {
  int64_t channels = 0, height = 0, width = 0;  // of a model of pictures; 0 for waveforms
  int64_t sample_rate_hz = 0;                   // of a model of waveforms; 0 for pictures
  int64_t min_samples = 0;                      // of a model of waveforms: the shortest that gives an answer
  std::string input_name, output_name;
  std::vector<std::string> class_names;         // metadata "affekt.labels", a JSON list
  std::map<std::string, std::string> metadata;  // all metadata_props
  std::string file_digest;                      // SHA-256 of the file

  bool takes_waveforms() const { return sample_rate_hz > 0; }
};

/// Parses and checks the file. @throws ArtifactError: unreadable, truncated, not ONNX, not made by affekt, a
///         model of songs, graph or metadata differ from their digests
OnnxModelInfo read_onnx_info(const std::filesystem::path& path);

class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  virtual std::string name() const = 0;  // "opencv" | "onnxruntime"
  /// Waveforms go through one at a time, each in its own length.
  /// @param samples  N pictures or waveforms
  /// @return         float32 [N, K] probabilities, row-major
  /// @throws ArtifactError if the samples are not what the model takes: pictures of another shape, another
  ///         sample rate, a waveform shorter than min_samples; Interrupted within a batch
  virtual std::vector<float> predict(const Samples& samples) = 0;
};

std::vector<std::string> engine_names();  // those this build has

/// @throws ConfigError for an engine this build lacks, ArtifactError if the engine can't load the file
std::unique_ptr<InferenceEngine> make_engine(const std::string& name, const std::filesystem::path& onnx_path);

}  // namespace affekt
