// What a network of people, or its exported file, gives for rows of a prepared file; never the file in
// memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "models/network.h"
#include "store/prepared_rows.h"

namespace affekt {

/// The images of some rows, by the names of a model's inputs: float32 [n, 3, H, W], 0..255.
/// @throws ArtifactError if they are of another size than the model takes
HostTensors read_people_images(const PreparedRowsReader& file, const std::vector<TensorSpec>& inputs,
                               const std::vector<int64_t>& rows);

/// From the inputs of a batch to its outputs, by name.
using BatchFunction = std::function<HostTensors(const HostTensors& inputs)>;

/// "probabilities" [N, K] and "values" [N, 3], as the exported file gives them. The network is in eval mode
/// when this returns.
HostTensors run_people_network(Network& network, const HostTensors& inputs);

struct PeoplePredictOptions {
  int64_t batch_size = 64;
  bool show_progress = false;
};

/// Each output of `run` for all rows. @param inputs  of the model @param rows  at least one
/// @throws as read_people_images and `run`; Interrupted between two batches
HostTensors predict_people(const PreparedRowsReader& file, const std::vector<TensorSpec>& inputs,
                           const std::vector<int64_t>& rows, const BatchFunction& run,
                           const PeoplePredictOptions& options);

}  // namespace affekt
