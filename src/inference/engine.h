// An ONNX file -> what it computes, tensors by name, without LibTorch: OpenCV's dnn module, ONNX Runtime.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "inference/onnx_model.h"

namespace affekt {

class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  const std::string& name() const { return name_; }  // "opencv" | "onnxruntime"
  /// @param inputs  all that the model takes; equal symbols in their axes (N) have one size, > 0
  /// @return        all that it gives
  /// @throws ArtifactError if the inputs are not what the model takes, or the engine can't run it
  HostTensors run(const HostTensors& inputs);
  /// Throws ArtifactError "model.onnx: the engine opencv: <what>".
  [[noreturn]] void fail(const std::string& what) const;

 protected:
  InferenceEngine(std::string name, const OnnxModel& model);
  /// @param inputs  checked  @return  each output by name, of its spec's type and number of axes
  virtual HostTensors compute(const HostTensors& inputs) = 0;

  const std::vector<TensorSpec> inputs_, outputs_;

 private:
  const std::string name_, path_;
};

std::vector<std::string> engine_names();  // that make_engine takes
/// Of these the ones that are part of this process: opencv, and onnxruntime where CMake found its C++
/// package.
std::vector<std::string> in_process_engine_names();

/// The one to take where none is named: onnxruntime where it is part of this process, else opencv.
std::string default_engine();

/// Why make_engine can't make it on this machine, and what to do; empty: it can. onnxruntime needs its npm
/// package and Node where it is no part of this process.
std::string explain_missing_engine(const std::string& name);

/// onnxruntime is its C++ package where this build has it, else its npm package in Node, as
/// make_onnxruntime_node_engine says.
/// @throws ConfigError for an unknown engine, ArtifactError if the engine can't load the model
std::unique_ptr<InferenceEngine> make_engine(const std::string& name, const OnnxModel& model);

/// To be called before libonnx's checker: both ONNX Runtime, where it is part of this process, and libonnx
/// register ONNX's operators, and without this the second of them complains on stderr about each.
void begin_onnxruntime();

/// The engines of this process; ONNX Runtime only where CMake found it. @throws as make_engine
std::unique_ptr<InferenceEngine> make_opencv_engine(const OnnxModel& model);
std::unique_ptr<InferenceEngine> make_onnxruntime_engine(const OnnxModel& model);

}  // namespace affekt
