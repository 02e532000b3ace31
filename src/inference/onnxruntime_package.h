// Where ONNX Runtime's npm package and the script that speaks with it lie on this machine.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

/// A folder as scripts/onnxruntime is once `npm ci --ignore-scripts` has run in it.
struct OnnxruntimePackage {
  std::filesystem::path folder;
  std::string fault;  // why it can't be used, and what to do; empty: it is there

  std::filesystem::path script() const { return folder / "serve.mjs"; }
};

/// Names the folder; no other is looked at then.
constexpr char kOnnxruntimeFolderVariable[] = "AFFEKT_ONNXRUNTIME_NODE";

/// The folder that the environment variable names; else <prefix>/share/affekt/onnxruntime of an installed
/// program <prefix>/bin/affekt; else scripts/onnxruntime of the sources that this build was made from.
OnnxruntimePackage find_onnxruntime_package();

/// The same in one folder.
OnnxruntimePackage look_for_onnxruntime(const std::filesystem::path& folder);

}  // namespace affekt
