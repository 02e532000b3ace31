#include "data/augmentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180.0;

struct Draws {
  bool flip, erase;
  double shift_x, shift_y, angle, zoom, contrast, brightness;
  double erase_area, erase_aspect, erase_x, erase_y, erase_value;
};

Draws draw(const AugmentConfig& config, RandomStream& stream) {
  Draws d;
  d.flip = stream.bernoulli(config.flip_probability);
  d.shift_x = stream.uniform(-config.shift_px, config.shift_px);
  d.shift_y = stream.uniform(-config.shift_px, config.shift_px);
  d.angle = stream.uniform(-config.rotation_deg, config.rotation_deg) * kDegree;
  d.zoom = 1.0 + stream.uniform(-config.scale, config.scale);
  d.contrast = 1.0 + stream.uniform(-config.contrast, config.contrast);
  d.brightness = 255.0 * stream.uniform(-config.brightness, config.brightness);
  d.erase = stream.bernoulli(config.erase_probability);
  d.erase_area = stream.uniform(0.02, config.erase_max_area);
  d.erase_aspect = std::exp(stream.uniform(std::log(0.4), std::log(2.5)));
  d.erase_x = stream.uniform();
  d.erase_y = stream.uniform();
  d.erase_value = 255.0 * stream.uniform();
  return d;
}

/// Where each output pixel comes from: source = matrix * (x - centre) + centre - shift.
struct InverseAffine {
  float xx, xy, x0, yx, yy, y0;
};

InverseAffine make_inverse(const Draws& d, const ImageShape& shape) {
  const double cx = 0.5 * static_cast<double>(shape.width - 1),
               cy = 0.5 * static_cast<double>(shape.height - 1);
  const double c = std::cos(d.angle) / d.zoom, s = std::sin(d.angle) / d.zoom;
  const double mirror = d.flip ? -1.0 : 1.0;
  const double xx = mirror * c, xy = mirror * s, yx = -s, yy = c;
  const double tx = cx + d.shift_x, ty = cy + d.shift_y;
  return {static_cast<float>(xx), static_cast<float>(xy), static_cast<float>(cx - xx * tx - xy * ty),
          static_cast<float>(yx), static_cast<float>(yy), static_cast<float>(cy - yx * tx - yy * ty)};
}

void warp(const uint8_t* plane, const ImageShape& shape, const InverseAffine& map, float* out) {
  const auto width = static_cast<int32_t>(shape.width), height = static_cast<int32_t>(shape.height);
  const auto max_x = static_cast<float>(width - 1), max_y = static_cast<float>(height - 1);
  for (int32_t y = 0; y < height; ++y) {
    const float row_x = map.xy * static_cast<float>(y) + map.x0,
                row_y = map.yy * static_cast<float>(y) + map.y0;
    float* row = out + static_cast<int64_t>(y) * width;
    for (int32_t x = 0; x < width; ++x) {
      const float sx = std::min(std::max(map.xx * static_cast<float>(x) + row_x, 0.f), max_x);
      const float sy = std::min(std::max(map.yx * static_cast<float>(x) + row_y, 0.f), max_y);
      const auto ix = static_cast<int32_t>(sx), iy = static_cast<int32_t>(sy);
      const float fx = sx - static_cast<float>(ix), fy = sy - static_cast<float>(iy);
      const int32_t right = ix + 1 < width ? 1 : 0, below = iy + 1 < height ? width : 0;
      const uint8_t* p = plane + static_cast<int64_t>(iy) * width + ix;
      const float top = static_cast<float>(p[0]) + fx * static_cast<float>(p[right] - p[0]);
      const float bottom =
          static_cast<float>(p[below]) + fx * static_cast<float>(p[below + right] - p[below]);
      row[x] = top + fy * (bottom - top);
    }
  }
}

void change_light(const Draws& d, int64_t count, float* out) {
  if (d.contrast == 1.0 && d.brightness == 0.0) return;
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += out[i];
  const double mean = sum / static_cast<double>(count);
  const auto scale = static_cast<float>(d.contrast);
  const auto offset = static_cast<float>(mean * (1.0 - d.contrast) + d.brightness);
  for (int64_t i = 0; i < count; ++i) out[i] = std::min(std::max(out[i] * scale + offset, 0.f), 255.f);
}

void erase(const Draws& d, const ImageShape& shape, float* out) {
  const double area = d.erase_area * static_cast<double>(shape.height * shape.width);
  const auto height = std::clamp<int64_t>(std::llround(std::sqrt(area * d.erase_aspect)), 1, shape.height);
  const auto width = std::clamp<int64_t>(std::llround(std::sqrt(area / d.erase_aspect)), 1, shape.width);
  const auto top = static_cast<int64_t>(d.erase_y * static_cast<double>(shape.height - height + 1));
  const auto left = static_cast<int64_t>(d.erase_x * static_cast<double>(shape.width - width + 1));
  for (int64_t c = 0; c < shape.channels; ++c)
    for (int64_t y = top; y < top + height; ++y)
      std::fill_n(out + (c * shape.height + y) * shape.width + left, width,
                  static_cast<float>(d.erase_value));
}

}  // namespace

void check_augmentation(const AugmentConfig& config, const ImageShape& shape) {
  if (config.shift_px >= static_cast<double>(std::min(shape.height, shape.width)))
    throw ConfigError(
        fmt::format("train.augment.shift_px: expected less than the images' size ({}x{}), got {}",
                    shape.height, shape.width, config.shift_px));
}

void augment_image(const uint8_t* pixels, const ImageShape& shape, const AugmentConfig& config,
                   RandomStream& stream, float* out) {
  const Draws d = draw(config, stream);
  const auto map = make_inverse(d, shape);
  const int64_t plane = shape.height * shape.width;
  for (int64_t c = 0; c < shape.channels; ++c) warp(pixels + c * plane, shape, map, out + c * plane);
  change_light(d, shape.channels * plane, out);
  if (d.erase) erase(d, shape, out);
}

}  // namespace affekt
