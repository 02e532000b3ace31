#include "evaluation/classification/figures/classification_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.h"

namespace affekt {
namespace {

constexpr int64_t kNumColumns = 120;

}  // namespace

Figure draw_waveform(const WaveformSamples& samples, int64_t row) {
  AFFEKT_CHECK(row >= 0 && row < samples.num_samples, "no such waveform");
  const int16_t* wave = samples.wave(row);
  const int64_t length = samples.length(row);
  int loudest = 1;
  for (int64_t i = 0; i < length; ++i) loudest = std::max(loudest, std::abs(int{wave[i]}));
  const double seconds = static_cast<double>(length) / static_cast<double>(samples.sample_rate_hz);

  SvgCanvas canvas(244, 74);
  const PlotArea area{
      2, 2, 240, 56, 0, kNumColumns, -static_cast<double>(loudest), static_cast<double>(loudest)};
  canvas.line(area.left, area.y(0), area.right(), area.y(0), "grid");
  std::vector<std::pair<double, double>> upper, lower;
  for (int64_t column = 0; column < kNumColumns && length > 0; ++column) {
    const int64_t first = column * length / kNumColumns;
    const int64_t end = std::clamp((column + 1) * length / kNumColumns, first + 1, length);
    const auto [low, high] = std::minmax_element(wave + first, wave + end);
    const double x = area.x(static_cast<double>(column) + 0.5);
    upper.emplace_back(x, area.y(*high));
    lower.emplace_back(x, area.y(*low));
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  if (!upper.empty()) canvas.polygon(upper, "s1");
  const std::string duration = fmt::format("{:.1f} s", seconds);
  canvas.text(area.right(), area.bottom() + 13, duration, "small", SvgCanvas::Anchor::kEnd);
  return {"Waveform", "of " + duration, canvas};
}

}  // namespace affekt
