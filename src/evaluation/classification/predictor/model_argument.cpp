#include "evaluation/classification/predictor/model_argument.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/text/lower_case.h"
#include "core/text/shell_text.h"
#include "inference/engine.h"
#include "runs/explain_run.h"
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

void check_file(const fs::path& model) {
  const std::string extension = lower_extension(model);
  if (extension != ".onnx" && !find_run_of(model).empty()) refuse_file_as_run(model);
  if (extension == ".safetensors" || extension == ".ckpt")
    throw ArtifactError(fmt::format(
        "{}: {}, not a model by itself; name the run directory that it was made in, or a .onnx file",
        model.string(), extension == ".ckpt" ? "a checkpoint" : "weights"));
  const std::vector<std::string> sounds = {".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3"};
  if (std::find(sounds.begin(), sounds.end(), extension) != sounds.end())
    throw ArtifactError(
        fmt::format("{}: a recording, where a run directory or a .onnx file was expected; for the emotion "
                    "along it: affekt evaluate RUN_OR_ONNX --file {}",
                    model.string(), quote_for_shell(model.string())));
}

void check_run(const fs::path& run, const std::string& engine) {
  if (!fs::exists(RunPaths{run}.weights())) throw ArtifactError(explain_missing_weights(run));
  if (!engine.empty() && engine != kLibTorchEngine) require_exported(run, engine);
}

}  // namespace

void check_model_argument(const fs::path& model, const std::string& engine) {
  check_engine(engine);
  if (!fs::exists(model))
    throw ArtifactError(model.string() + ": expected a run directory or a .onnx file, found nothing there");
  if (fs::is_directory(model)) return check_run(model, engine);
  if (engine == kLibTorchEngine)
    throw ConfigError("--engine libtorch: needs a run directory, got the file " + model.string());
  check_file(model);
}

}  // namespace affekt
