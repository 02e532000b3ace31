// Holds a run's model.onnx and predictions against ONNX Runtime, from its npm package.
#pragma once

#include <filesystem>

#include "store/prepared_file.h"
#include "tests/app/affekt_process.h"

namespace affekt::testing_app {

/// Runs tests/onnxruntime/run_model.mjs: on the run's test vectors, and on the samples that its
/// predictions.csv is of, in the same order. Waveforms go through one at a time, each in its own length.
/// @param scratch  a folder to write the samples to
/// @throws std::runtime_error if the npm package is not installed
ProcessResult run_in_onnxruntime(const std::filesystem::path& run_directory, const Samples& samples,
                                 const std::filesystem::path& scratch);

}  // namespace affekt::testing_app
