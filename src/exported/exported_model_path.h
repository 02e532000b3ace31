// Where a run keeps its exported model.
#pragma once

#include <filesystem>

namespace affekt {

/// "experiments/my_run" -> its model.onnx; a file that is named *.onnx as it is.
inline std::filesystem::path exported_model_path(const std::filesystem::path& run_or_onnx) {
  return run_or_onnx.extension() == ".onnx" ? run_or_onnx : run_or_onnx / "model.onnx";
}

}  // namespace affekt
