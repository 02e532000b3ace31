#include "inference/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

struct EngineEntry {
  const char* name;
  std::unique_ptr<InferenceEngine> (*make)(const OnnxModel&);
};

// To add an engine, add a line.
constexpr EngineEntry kEngines[] = {
    {"opencv", make_opencv_engine},
#ifdef AFFEKT_WITH_ONNXRUNTIME
    {"onnxruntime", make_onnxruntime_engine},
#endif
};

}  // namespace

InferenceEngine::InferenceEngine(std::string name, const OnnxModel& model)
    : inputs_(model.inputs), outputs_(model.outputs), name_(std::move(name)), path_(model.path.string()) {}

HostTensors InferenceEngine::run(const HostTensors& inputs) {
  AxisSizes sizes;
  std::string fault = find_mismatch(inputs_, inputs, sizes);
  if (!fault.empty()) fail("input " + fault);
  HostTensors outputs = compute(inputs);
  fault = find_mismatch(outputs_, outputs, sizes);
  if (!fault.empty()) fail("output " + fault);
  return outputs;
}

void InferenceEngine::fail(const std::string& what) const {
  throw ArtifactError(fmt::format("{}: the engine {}: {}", path_, name_, what));
}

std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const auto& entry : kEngines) names.emplace_back(entry.name);
  return names;
}

std::unique_ptr<InferenceEngine> make_engine(const std::string& name, const OnnxModel& model) {
  for (const auto& entry : kEngines) {
    if (name == entry.name) return entry.make(model);
  }
  throw ConfigError(fmt::format("engine \"{}\": this build has {}", name, fmt::join(engine_names(), ", ")));
}

}  // namespace affekt
