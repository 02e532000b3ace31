#include "inference/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "inference/onnxruntime_engine.h"
#include "inference/opencv_engine.h"
#include "inference/song_onnxruntime_engine.h"
#include "inference/song_opencv_engine.h"

namespace affekt {
namespace {

struct EngineEntry {
  const char* name;
  std::unique_ptr<InferenceEngine> (*make)(const std::filesystem::path&);
  std::unique_ptr<SongEngine> (*make_for_songs)(const std::filesystem::path&);
};

// To add an engine, add a line.
constexpr EngineEntry kEngines[] = {
    {"opencv", make_opencv_engine, make_opencv_song_engine},
#ifdef AFFEKT_WITH_ONNXRUNTIME
    {"onnxruntime", make_onnxruntime_engine, make_onnxruntime_song_engine},
#endif
};

const EngineEntry& find_engine(const std::string& name) {
  for (const auto& entry : kEngines) {
    if (name == entry.name) return entry;
  }
  throw ConfigError(fmt::format("engine \"{}\": this build has {}", name, fmt::join(engine_names(), ", ")));
}

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const auto& entry : kEngines) names.emplace_back(entry.name);
  return names;
}

std::unique_ptr<InferenceEngine> make_engine(const std::string& name,
                                             const std::filesystem::path& onnx_path) {
  return find_engine(name).make(onnx_path);
}

std::unique_ptr<SongEngine> make_song_engine(const std::string& name,
                                             const std::filesystem::path& onnx_path) {
  return find_engine(name).make_for_songs(onnx_path);
}

}  // namespace affekt
