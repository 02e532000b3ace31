#include "inference/onnxruntime_package.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "core/text/shell_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string explain_missing_package(const fs::path& folder) {
  return fmt::format(
      "ONNX Runtime's npm package is not installed in {0}; install it: (cd {1} && npm ci --ignore-scripts), "
      "or "
      "name a folder that has it: {2}=DIR",
      folder.string(), quote_for_shell(folder.string()), kOnnxruntimeFolderVariable);
}

}  // namespace

OnnxruntimePackage look_for_onnxruntime(const fs::path& folder) {
  OnnxruntimePackage package = {folder, ""};
  std::error_code ignored;  // no permission, for example: it is not there for us
  if (!fs::exists(package.script(), ignored)) {
    package.fault = fmt::format("{}: expected a copy of affekt's folder scripts/onnxruntime, it has no {}",
                                folder.string(), package.script().filename().string());
  } else if (!fs::exists(folder / "node_modules" / "onnxruntime-node" / "package.json", ignored)) {
    package.fault = explain_missing_package(folder);
  }
  return package;
}

OnnxruntimePackage find_onnxruntime_package() {
  const char* const named = std::getenv(kOnnxruntimeFolderVariable);
  if (named != nullptr && *named != '\0') {
    OnnxruntimePackage package = look_for_onnxruntime(named);
    if (!package.fault.empty())
      package.fault =
          fmt::format("{}={}: {}", kOnnxruntimeFolderVariable, quote_for_shell(named), package.fault);
    return package;
  }
  std::error_code ignored;
  const fs::path prefix = fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path();
  const OnnxruntimePackage installed = look_for_onnxruntime(prefix / "share" / "affekt" / "onnxruntime");
  if (installed.fault.empty()) return installed;
  const OnnxruntimePackage of_sources = look_for_onnxruntime(AFFEKT_ONNXRUNTIME_SOURCE);
  // Where neither can be used, the one that has affekt's script is where to install it.
  return of_sources.fault.empty() || !fs::exists(installed.script(), ignored) ? of_sources : installed;
}

}  // namespace affekt
