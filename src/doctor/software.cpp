#include "doctor/software.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <ATen/Version.h>

#include <algorithm>
#include <opencv2/core/utility.hpp>

#include "core/version.h"
#include "inference/engine.h"
#include "inference/onnxruntime_package.h"
#include "training/machine/precision.h"
#include "training/profile/measure_matrix_rate.h"

namespace affekt {
namespace {

/// A library that LibTorch is linked with, or is not: asked when the program runs.
template <class Function>
Function* find_function(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

/// Behind "CPU capability usage: " in LibTorch's description of itself.
std::string name_torch_instructions() {
  static constexpr char kWords[] = "CPU capability usage: ";
  const std::string text = at::show_config();
  const size_t at = text.find(kWords);
  if (at == std::string::npos) return "";
  const size_t first = at + std::string(kWords).size();
  return text.substr(first, text.find('\n', first) - first);
}

std::string name_hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace

std::vector<LibraryVersion> list_library_versions() {
  std::vector<LibraryVersion> versions = {{"affekt", tool_version() + ", commit " + git_commit()},
                                          {"compiler", __VERSION__}};
  if (auto* const version = find_function<const char*()>("gnu_get_libc_version"))
    versions.push_back({"glibc", version()});
  const std::string instructions = name_torch_instructions();
  versions.push_back(
      {"LibTorch", TORCH_VERSION + (instructions.empty() ? "" : ", instructions: " + instructions)});
  versions.push_back({"oneDNN", at::get_mkldnn_version()});
  if (auto* const describe = find_function<char*()>("openblas_get_config"))
    versions.push_back({"OpenBLAS", describe()});
  versions.push_back({"OpenCV", cv::getVersionString()});
  versions.push_back({"HDF5", name_hdf5_version()});
  return versions;
}

std::vector<EngineState> list_engines() {
  const std::vector<std::string> in_process = in_process_engine_names();
  std::vector<EngineState> engines = {{"libtorch", "part of affekt", ""}};
  for (const std::string& name : engine_names()) {
    const bool is_here = std::find(in_process.begin(), in_process.end(), name) != in_process.end();
    engines.push_back({name,
                       is_here ? "part of affekt"
                               : "its npm package in Node, " + find_onnxruntime_package().folder.string(),
                       explain_missing_engine(name)});
  }
  return engines;
}

Computing examine_computing() {
  Computing computing;
  computing.uses_gpu = torch::cuda::is_available();
  const torch::Device device(computing.uses_gpu ? torch::kCUDA : torch::kCPU);
  const auto dtype = choose_precision("auto", device);
  computing.precision = name_precision(dtype);
  computing.matrix_rate = measure_matrix_rate(dtype, device);
  return computing;
}

}  // namespace affekt
