#include "tests/app/onnxruntime_process.h"

#include <sys/wait.h>

#include <cstdlib>
#include <stdexcept>

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;

std::string quoted(const fs::path& path) {
  return " '" + path.string() + "'";
}

template <class Number>
void write_numbers(const fs::path& path, const std::vector<Number>& numbers) {
  write_file(path, {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)});
}

/// Writes the samples. @return the arguments that name the files
std::string write_samples(const Samples& samples, const fs::path& scratch) {
  if (const auto* images = std::get_if<ImageSamples>(&samples)) {
    write_numbers(scratch / "pixels.u8", images->pixels);
    return " --pixels" + quoted(scratch / "pixels.u8");
  }
  const auto& waveforms = std::get<WaveformSamples>(samples);
  std::string lengths;
  for (int64_t i = 0; i < waveforms.num_samples; ++i) lengths += std::to_string(waveforms.length(i)) + "\n";
  write_file(scratch / "lengths.txt", lengths);
  write_numbers(scratch / "waves.i16", waveforms.waves);
  return " --waves" + quoted(scratch / "waves.i16") + " --lengths" + quoted(scratch / "lengths.txt");
}

}  // namespace

ProcessResult run_in_onnxruntime(const fs::path& run_directory, const Samples& samples,
                                 const fs::path& scratch) {
  const auto project = fs::path(AFFEKT_SOURCE_DIR) / "tests" / "onnxruntime";
  if (!fs::exists(project / "node_modules" / "onnxruntime-node")) {
    throw std::runtime_error(
        "ONNX Runtime's npm package is not installed. Run scripts/test, or: cd tests/onnxruntime && npm ci "
        "--ignore-scripts");
  }
  const auto log = scratch / "node.log";
  const std::string command = "node" + quoted(project / "run_model.mjs") + quoted(run_directory) +
                              write_samples(samples, scratch) + " --predictions" +
                              quoted(run_directory / "predictions.csv") + " >" + quoted(log) + " 2>&1";
  const int status = std::system(command.c_str());
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.out = read_file(log);
  return result;
}

}  // namespace affekt::testing_app
