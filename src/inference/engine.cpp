#include "inference/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "inference/onnxruntime_engine.h"
#include "inference/opencv_engine.h"

namespace affekt {
namespace {

using EngineMaker = std::unique_ptr<InferenceEngine> (*)(const std::filesystem::path&);

struct EngineEntry {
  const char* name;
  EngineMaker make;
};

// To add an engine, add a line.
constexpr EngineEntry kEngines[] = {
    {"opencv", make_opencv_engine},
#ifdef AFFEKT_WITH_ONNXRUNTIME
    {"onnxruntime", make_onnxruntime_engine},
#endif
};

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const auto& entry : kEngines) names.emplace_back(entry.name);
  return names;
}

std::unique_ptr<InferenceEngine> make_engine(const std::string& name,
                                             const std::filesystem::path& onnx_path) {
  for (const auto& entry : kEngines) {
    if (name == entry.name) return entry.make(onnx_path);
  }
  throw ConfigError(fmt::format("engine \"{}\": this build has {}", name, fmt::join(engine_names(), ", ")));
}

}  // namespace affekt
