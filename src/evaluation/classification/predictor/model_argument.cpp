#include "evaluation/classification/predictor/model_argument.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/error.h"
#include "inference/engine.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void check_engine(const std::string& engine) {
  const std::vector<std::string> known = engine_names();
  if (engine.empty() || engine == kLibTorchEngine) return;
  if (std::find(known.begin(), known.end(), engine) != known.end()) return;
  throw ConfigError(
      fmt::format("--engine {}: this build has {} (for run directories) and {} (for model.onnx)", engine,
                  kLibTorchEngine, fmt::join(known, ", ")));
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

/// The run directory that a file of weights or a checkpoint lies in, as far as its place tells.
fs::path run_directory_of(const fs::path& file) {
  fs::path folder = file.parent_path();
  if (folder.filename() == RunPaths{}.checkpoints()) folder = folder.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

void check_file(const fs::path& model) {
  const std::string extension = lower_extension(model);
  if (extension == ".safetensors" || extension == ".ckpt")
    throw ArtifactError(fmt::format(
        "{}: {} of a run, not a model by itself; name its run directory instead: {}", model.string(),
        extension == ".ckpt" ? "a checkpoint" : "the weights", run_directory_of(model).string()));
  const std::vector<std::string> sounds = {".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3"};
  if (std::find(sounds.begin(), sounds.end(), extension) != sounds.end())
    throw ArtifactError(
        fmt::format("{}: a recording, where a run directory or a .onnx file was expected; for the emotion "
                    "along it: affekt evaluate RUN_OR_ONNX --file {}",
                    model.string(), model.string()));
}

void check_run(const fs::path& run) {
  const RunPaths paths{run};
  if (fs::exists(paths.weights()) || !fs::exists(paths.onnx())) return;
  throw ArtifactError(
      fmt::format("{}: has no {} (published runs come without), but its exported model is there; name that: "
                  "{}",
                  run.string(), paths.weights().filename().string(), paths.onnx().string()));
}

}  // namespace

void check_model_argument(const fs::path& model, const std::string& engine) {
  check_engine(engine);
  if (!fs::exists(model))
    throw ArtifactError(model.string() + ": expected a run directory or a .onnx file, found nothing there");
  if (fs::is_directory(model)) return check_run(model);
  if (engine == kLibTorchEngine)
    throw ConfigError("--engine libtorch: needs a run directory, got the file " + model.string());
  check_file(model);
}

}  // namespace affekt
