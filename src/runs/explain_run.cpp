#include "runs/explain_run.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/shell_text.h"
#include "runs/run_directory.h"

namespace affekt {

namespace fs = std::filesystem;

fs::path find_run_of(const fs::path& file) {
  fs::path folder = fs::absolute(file).parent_path();
  if (folder.filename() == RunPaths{}.checkpoints()) folder = folder.parent_path();
  if (inspect_run_directory(RunPaths{folder}) != RunDirectoryContent::kRun) return {};
  return file.is_absolute() ? folder : folder.lexically_proximate(fs::current_path());
}

std::string explain_missing_weights(const fs::path& run_directory) {
  const RunPaths run{run_directory};
  const std::string name = run_directory.string(), quoted = quote_for_shell(name),
                    weights = run.weights().filename().string();
  if (!holds_training(run) && fs::exists(run.onnx()))
    return fmt::format("{}: has no {} (published runs come without); its exported model is there: {}", name,
                       weights, run.onnx().string());
  switch (inspect_run_directory(run)) {
    case RunDirectoryContent::kNothing:
      return fmt::format("{}: no run is there; train first: affekt train CONFIG --out {}", name, quoted);
    case RunDirectoryContent::kForeign:
      return name +
             ": is no run directory of affekt; name the one that 'affekt train CONFIG --out DIR' has made";
    case RunDirectoryContent::kRun:
      break;
  }
  if (holds_fold_training(run))
    return fmt::format(
        "{}: has no {}: its cross-validation has no final model so far; affekt run {} --folds --out "
        "{} --resume goes on with it",
        name, weights, quote_for_shell(run.config().string()), quoted);
  return fmt::format(
      "{}: has no {}: its training has kept none so far, or it was removed; affekt train {} --out {} "
      "--resume goes on, or says what is lost",
      name, weights, quote_for_shell(run.config().string()), quoted);
}

void refuse_file_as_run(const fs::path& path) {
  if (!fs::exists(path) || fs::is_directory(path)) return;
  const fs::path run = find_run_of(path);
  throw ArtifactError(path.string() + ": a run directory expected, a file got" +
                      (run.empty() ? "" : "; it belongs to the run " + run.string() + ": name that"));
}

void require_exported(const fs::path& run_directory, const std::string& engine) {
  const fs::path file = RunPaths{run_directory}.onnx();
  if (fs::exists(file)) return;
  throw ArtifactError(fmt::format(
      "{}: has no {}, which --engine {} runs; make it with 'affekt export {}', or leave "
      "--engine out",
      run_directory.string(), file.filename().string(), engine, quote_for_shell(run_directory.string())));
}

}  // namespace affekt
