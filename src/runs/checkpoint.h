// Checkpoints: one file each, written atomically, the last two kept, the newest readable one found.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "runs/safetensors.h"

namespace affekt {

constexpr int kCheckpointVersion = 4;

/// Everything that a training needs to go on as if nothing had happened.
struct Checkpoint {
  std::vector<NamedTensor> tensors;  // "model/...", "optimizer/...", "ema/...", "carried/..."
  nlohmann::json state;              // counters, schedule, history, best score; doubles survive exactly
};

/// Writes checkpoints/step-<global_step>.ckpt (safetensors with a SHA-256 of its content), then removes all
/// but the two newest. @throws ArtifactError (full disk ...); the older checkpoints are then untouched
void write_checkpoint(const std::filesystem::path& directory, int64_t global_step,
                      const Checkpoint& checkpoint);

/// The newest checkpoint that is whole. A damaged one is passed over with a warning that names it.
/// Nothing when there is no checkpoint file.
/// @throws ArtifactError when there are some and none is readable, or one is of another version of affekt
std::optional<Checkpoint> read_newest_checkpoint(const std::filesystem::path& directory);

}  // namespace affekt
