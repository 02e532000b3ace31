// What a training shows as pictures: augmented samples side by side, and a confusion matrix.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "training/tensorboard/event_file.h"

namespace affekt {

/// The first 16 of a batch, four in a row.
/// @param images  float32 [N, C, H, W], 0..255; C 1 or 3 (red, green, blue); others give no picture
EventImage draw_samples(const torch::Tensor& images);

/// A row for each true class, a column for each predicted one: the darker, the larger the share of the row;
/// the count is written into it.
/// @param counts       [true][predicted]; empty gives no picture
/// @param class_names  of the rows and columns; where there are none, their numbers
EventImage draw_confusion(const std::vector<std::vector<int64_t>>& counts,
                          const std::vector<std::string>& class_names);

}  // namespace affekt
