// ONNX Runtime outside of this process: its npm package in Node, for systems that have no C++ package of it.
#pragma once

#include <memory>
#include <string>

#include "inference/engine.h"
#include "inference/onnxruntime_package.h"

namespace affekt {

/// Starts `node scripts/onnxruntime/serve.mjs`, which runs the model; the script's head states what goes
/// between the two. The process lasts as long as the engine.
/// @throws ArtifactError with what to do: no npm package, no Node, one that is too old for it; with the
///         runtime's own words if it refuses the model, or an input, or the process ends; Interrupted
std::unique_ptr<InferenceEngine> make_onnxruntime_node_engine(const OnnxModel& model);

/// Why the package or Node can't be used, and what to do; empty: both are here.
std::string explain_missing_onnxruntime_node();

/// With another package, or another program in Node's place. @param node  looked up in PATH
std::unique_ptr<InferenceEngine> make_onnxruntime_node_engine(const OnnxModel& model,
                                                              const OnnxruntimePackage& package,
                                                              const std::string& node);

}  // namespace affekt
