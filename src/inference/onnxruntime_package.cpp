#include "inference/onnxruntime_package.h"

namespace affekt {
namespace {

const NpmFolderRules& onnxruntime_rules() {
  // Installed below lib, not share: it holds machine code.
  static const NpmFolderRules rules = {"onnxruntime",
                                       "lib/affekt/onnxruntime",
                                       "ONNX Runtime's npm package is",
                                       kOnnxruntimeFolderVariable,
                                       AFFEKT_ONNXRUNTIME_SOURCE,
                                       "serve.mjs",
                                       {"onnxruntime-node/package.json"}};
  return rules;
}

}  // namespace

OnnxruntimePackage look_for_onnxruntime(const std::filesystem::path& folder) {
  return {look_for_packages(onnxruntime_rules(), folder)};
}

OnnxruntimePackage find_onnxruntime_package() {
  return {find_npm_folder(onnxruntime_rules())};
}

}  // namespace affekt
