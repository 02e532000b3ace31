// The libraries that affekt runs with, and the engines that can run its exported files here.
#pragma once

#include <string>
#include <vector>

#include "training/profile/matrix_rate.h"

namespace affekt {

struct LibraryVersion {
  std::string name, version;  // "OpenBLAS", "0.3.21 NO_AFFINITY ... SkylakeX MAX_THREADS=64"
};

/// affekt first, with its commit; then what its numbers come from. One that is not there is left out.
std::vector<LibraryVersion> list_library_versions();

struct EngineState {
  std::string name;     // "onnxruntime"
  std::string how;      // "part of affekt", "its npm package in Node, DIR"
  std::string why_not;  // it can't be used, and what to do; empty: it can
};

/// In the order of inference/engine.h.
std::vector<EngineState> list_engines();

struct Computing {
  bool uses_gpu = false;
  std::string precision;   // what precision: auto takes here: "bf16"
  MatrixRate matrix_rate;  // of a large product in that precision
};

/// Multiplies matrices for a quarter of a second.
Computing examine_computing();

}  // namespace affekt
