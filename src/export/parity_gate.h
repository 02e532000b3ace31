// The gate in front of every exported file: an engine's predictions must be LibTorch's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

struct ParityInput {
  std::string engine;                    // named in errors
  std::vector<std::string> class_names;  // K
  std::vector<std::string> source_ids;   // N
  std::vector<float> expected;           // [N, K], LibTorch
  std::vector<float> actual;             // [N, K], the engine
  double max_probability_difference = 1e-4;
};

/// @return  the largest |difference| of two probabilities
/// @throws ArtifactError naming the first sample whose most probable class differs, whose probabilities
/// differ by
///         more than allowed, or that has a probability which is no number
double check_parity(const ParityInput& input);

}  // namespace affekt
