#include "inference/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "inference/onnxruntime_node_engine.h"

namespace affekt {
namespace {

using MakeEngine = std::unique_ptr<InferenceEngine>(const OnnxModel&);

struct EngineEntry {
  const char* name;
  bool is_in_process;
  MakeEngine* make;
};

// To add an engine, add a line. The last one of this process is taken where none is named.
constexpr EngineEntry kEngines[] = {
    {"opencv", true, make_opencv_engine},
#ifdef AFFEKT_WITH_ONNXRUNTIME
    {"onnxruntime", true, make_onnxruntime_engine},
#else
    {"onnxruntime", false, make_onnxruntime_node_engine},
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

std::vector<std::string> in_process_engine_names() {
  std::vector<std::string> names;
  for (const auto& entry : kEngines)
    if (entry.is_in_process) names.emplace_back(entry.name);
  return names;
}

std::string default_engine() {
  return in_process_engine_names().back();
}

std::string explain_missing_engine(const std::string& name) {
  const std::vector<std::string> here = in_process_engine_names(), known = engine_names();
  if (std::find(here.begin(), here.end(), name) != here.end()) return "";
  if (std::find(known.begin(), known.end(), name) == known.end()) return "no such engine: " + name;
  return explain_missing_onnxruntime_node();
}

std::unique_ptr<InferenceEngine> make_engine(const std::string& name, const OnnxModel& model) {
  for (const auto& entry : kEngines) {
    if (name == entry.name) return entry.make(model);
  }
  throw ConfigError(fmt::format("engine \"{}\": expected one of {}", name, fmt::join(engine_names(), ", ")));
}

}  // namespace affekt
