// Weights of other trainings as the start of this one: torchvision's files, or a run of affekt.
#pragma once

#include "config/experiment_config.h"
#include "models/network.h"
#include "runs/import/import_summary.h"

namespace affekt {

/// What can be told before the data are prepared: the file is there and can be read. Nothing if no path is
/// given.
/// @throws ArtifactError as load_pretrained; of a missing file where to get one
void check_pretrained(const PretrainedConfig& config);

/// Copies the file's tensors into the network's.
///
/// A tensor takes the file's of the same name. If there is none and the tensor belongs to one of several
/// trunks
/// ("body.conv1.weight", owners as in the prefixes of layer_groups()), it takes the file's without the owner
/// ("conv1.weight"). Running statistics are loaded, constants (normalisation) are the network's own,
/// num_batches_tracked is left out. Any floating type is turned into float32.
/// A convolution of one input channel takes the sum over three (an image of three equal channels would give
/// the same); one of three channels takes a third of the one for each.
/// Of a network with layer groups the last group is the head, which may always be new; it is taken as a whole
/// or not at all. A batch norm is only taken with the convolution before it: its statistics are of that one.
///
/// @param config  path: .safetensors, .pth, or a run directory; strict: every tensor of the network but the
///                head's must be loaded, and every tensor of the file but a head's be used
/// @throws ArtifactError: missing, damaged or hostile file, no tensor fits, a network of bottleneck blocks,
/// not finite values, integers for weights, or what `strict` refuses; the network may then be partly changed
ImportSummary load_pretrained(Network& network, const PretrainedConfig& config);

}  // namespace affekt
