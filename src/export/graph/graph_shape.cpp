#include "export/graph/graph_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "core/error.h"

namespace affekt {
namespace {

int64_t window_output(int64_t size, int64_t kernel, int64_t stride, int64_t padding) {
  if (size == kFreeAxis) return kFreeAxis;
  AFFEKT_CHECK(size + 2 * padding >= kernel,
               fmt::format("a window of {} on {} values, padded by {}", kernel, size, padding));
  return (size + 2 * padding - kernel) / stride + 1;
}

bool has_free_axis(const GraphShape& shape) {
  return std::count(shape.begin(), shape.end(), kFreeAxis) > 0;
}

}  // namespace

std::string describe_shape(const GraphShape& shape) {
  std::string text = "[N";
  for (int64_t size : shape) text += size == kFreeAxis ? ", ?" : fmt::format(", {}", size);
  return text + "]";
}

int64_t count_elements(const GraphShape& shape) {
  if (has_free_axis(shape)) return kFreeAxis;
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

GraphShape apply_window(const GraphShape& in, int64_t channels, Extent2d kernel, Extent2d stride,
                        Extent2d padding) {
  AFFEKT_CHECK(in.size() == 3, fmt::format("a window needs [N, C, H, W], got {}", describe_shape(in)));
  return {channels, window_output(in[1], kernel.height, stride.height, padding.height),
          window_output(in[2], kernel.width, stride.width, padding.width)};
}

GraphShape apply_reshape(const GraphShape& in, const GraphShape& wanted) {
  const auto fault = [&](const char* why) {
    return fmt::format("reshaping {} to {}: {}", describe_shape(in), describe_shape(wanted), why);
  };
  int64_t fixed = 1;
  for (int64_t size : wanted) {
    AFFEKT_CHECK(size == kFreeAxis || size > 0, fault("sizes are positive"));
    if (size != kFreeAxis) fixed *= size;
  }
  const auto num_free = std::count(wanted.begin(), wanted.end(), kFreeAxis);
  AFFEKT_CHECK(num_free <= 1, fault("only one axis can be free"));
  const int64_t count = count_elements(in);
  if (count == kFreeAxis) {
    AFFEKT_CHECK(num_free == 1, fault("a free axis must stay free"));
    return wanted;
  }
  AFFEKT_CHECK(num_free == 1 ? count % fixed == 0 : count == fixed, fault("the numbers of values differ"));
  GraphShape out = wanted;
  std::replace(out.begin(), out.end(), kFreeAxis, count / fixed);
  return out;
}

GraphShape apply_order(const GraphShape& in, const std::vector<int64_t>& order) {
  std::vector<int64_t> sorted = order, axes(in.size() + 1);
  std::sort(sorted.begin(), sorted.end());
  std::iota(axes.begin(), axes.end(), int64_t{0});
  AFFEKT_CHECK(sorted == axes && order[0] == 0,
               fmt::format("{} can't be transposed so: the order holds each axis once, the batch axis first",
                           describe_shape(in)));
  GraphShape out;
  for (size_t i = 1; i < order.size(); ++i) out.push_back(in[static_cast<size_t>(order[i] - 1)]);
  return out;
}

GraphShape apply_concatenation(const std::vector<GraphShape>& parts) {
  AFFEKT_CHECK(!parts.empty() && !parts[0].empty(), "nothing to concatenate");
  GraphShape out = parts[0];
  out[0] = 0;
  for (const auto& part : parts) {
    AFFEKT_CHECK(part.size() == out.size() && part[0] != kFreeAxis &&
                     std::equal(part.begin() + 1, part.end(), out.begin() + 1),
                 fmt::format("{} can't be concatenated with {} along the channels", describe_shape(part),
                             describe_shape(parts[0])));
    out[0] += part[0];
  }
  return out;
}

float find_zoom(int64_t in, int64_t size) {
  auto zoom = static_cast<float>(size) / static_cast<float>(in);
  while (static_cast<double>(zoom) * static_cast<double>(in) < static_cast<double>(size))
    zoom = std::nextafter(zoom, std::numeric_limits<float>::infinity());
  return zoom;
}

}  // namespace affekt
