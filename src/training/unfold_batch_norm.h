// Batch norms that were folded into their convolutions, made able to move again.
#pragma once

#include <string>
#include <vector>

#include "tasks/task.h"

namespace affekt {

/// One pass of the first training batch: each batch norm takes the mean and the deviation of what reaches it
/// for its own, and changes weight and bias so that the network's answers stay as they were. Without it the
/// first batch's statistics would change them all.
/// @param loaded  names of tensors ("layer1.0.bn1.running_mean"): only batch norms in it are changed, those
///                that will move
void unfold_batch_norms(Task& task, const std::vector<std::string>& loaded);

}  // namespace affekt
