// Where ONNX Runtime's npm package and the script that speaks with it lie on this machine.
#pragma once

#include <filesystem>

#include "core/files/npm_folder.h"

namespace affekt {

/// A folder as scripts/onnxruntime is once `npm ci --ignore-scripts` has run in it.
struct OnnxruntimePackage : NpmFolder {
  std::filesystem::path script() const { return folder / "serve.mjs"; }
};

/// Names the folder; no other is looked at then.
constexpr char kOnnxruntimeFolderVariable[] = "AFFEKT_ONNXRUNTIME_NODE";

/// As find_npm_folder.
OnnxruntimePackage find_onnxruntime_package();

/// The same in one folder.
OnnxruntimePackage look_for_onnxruntime(const std::filesystem::path& folder);

}  // namespace affekt
