// Sizes of a graph's values on their way through its operators. An axis may be free: known only when the
// model runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/graph_sink.h"

namespace affekt {

/// Without the batch axis. kFreeAxis for an axis whose size is known only when the model runs.
using GraphShape = std::vector<int64_t>;

/// "[1, 64, ?]", with the batch axis: "[N, 1, 64, ?]".
std::string describe_shape(const GraphShape& shape);

/// kFreeAxis if an axis is free.
int64_t count_elements(const GraphShape& shape);

/// [C, H, W] behind a window (convolution, pooling) that gives `channels` channels. What is free stays free.
/// @throws std::logic_error if the shape has not three axes or the window is larger than the padded input
GraphShape apply_window(const GraphShape& in, int64_t channels, Extent2d kernel, Extent2d stride,
                        Extent2d padding);

/// `wanted`, one axis of which may be kFreeAxis: it takes what the others leave.
/// @throws std::logic_error if the counts don't fit, or a free axis is lost
GraphShape apply_reshape(const GraphShape& in, const GraphShape& wanted);

/// @param order  of all axes, the batch axis (0) first
/// @throws std::logic_error if that is no such order
GraphShape apply_order(const GraphShape& in, const std::vector<int64_t>& order);

/// Along the channels: [C1, ...] and [C2, ...] give [C1 + C2, ...].
/// @throws std::logic_error if there are no parts, they differ in another axis, or their channels are free
GraphShape apply_concatenation(const std::vector<GraphShape>& parts);

/// The smallest factor not below size / in, both > 0, with which an ONNX Resize makes `size` pixels of `in`:
/// in * factor, rounded down. 48 * float(112 / 48) may well be 111.999.
float find_zoom(int64_t in, int64_t size);

}  // namespace affekt
