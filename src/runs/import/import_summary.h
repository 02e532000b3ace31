// What became of a weight file's tensors in a network: for the log and the manifest.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/network.h"

namespace affekt {

/// A tensor of the network that could not take the file's: both shapes.
struct UnfitTensor {
  std::string name, expected, got;
};

struct ImportSummary {
  std::string file_name, sha256;         // of the weight file; its folder is not told
  std::vector<std::string> loaded;       // of the network; running statistics count, constants don't
  std::vector<std::string> missing;      // of the network: not in the file, as they were made
  std::vector<UnfitTensor> other_shape;  // of the network: as they were made
  std::vector<std::string> withheld;     // of the network: they fit, but what they belong to does not
  std::vector<std::string> left_over;    // of the file
  std::vector<std::string> adapted;  // "conv1.weight: ..." of those loaded: input channels summed or repeated
  /// Every batch norm that was loaded has mean 0, variance 1 and weight 1: they lie in the convolutions.
  bool has_folded_batch_norm = false;
};

/// The network's tensors that are as they were made: missing, of another shape, or withheld.
std::vector<std::string> new_tensors_of(const ImportSummary& summary);

nlohmann::json to_json(const ImportSummary& summary);

/// A few lines for the log, by layer where the network has layer groups: what was loaded, what is new, what
/// is left over.
std::vector<std::string> describe(const ImportSummary& summary, const std::vector<LayerGroup>& groups);

/// "a, b, c and 4 more"; "none"
std::string list_names(const std::vector<std::string>& names, size_t most = 6);

}  // namespace affekt
