#include "ingest/audit/image_range.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/process/log.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

constexpr int kFewLevels = 16;           // of 256, between an image's darkest and lightest pixel
constexpr int kDark = 63, kLight = 192;  // a quarter of the range from either end
constexpr int64_t kRare = 100;           // FER2013 itself has some blank images, far less than one in so many

}  // namespace

ImageRange measure_range(const ImageSamples& samples) {
  ImageRange range;
  const auto size = static_cast<std::ptrdiff_t>(samples.channels * samples.height * samples.width);
  for (int64_t row = 0; row < samples.num_samples; ++row) {
    const auto begin = samples.pixels.begin() + row * size;
    const auto [low, high] = std::minmax_element(begin, begin + size);
    range.darkest = std::min<int>(range.darkest, *low);
    range.lightest = std::max<int>(range.lightest, *high);
    if (*high - *low >= kFewLevels) continue;
    ++(*high <= kDark ? range.black : *low >= kLight ? range.white : range.between);
  }
  return range;
}

void report_range(const ImageRange& range, int64_t num_samples) {
  if (num_samples == 0) return;
  if (range.lightest <= kDark || range.darkest >= kLight) {
    log_warning(
        fmt::format("All pixels of all images lie in {} to {}, of 0 to 255: the images are nearly {}. "
                    "Were they scaled to another range? Bring them with their full range",
                    range.darkest, range.lightest, range.lightest <= kDark ? "black" : "white"));
  }
  const int64_t count = range.black + range.white + range.between;
  if (count == 0) return;
  const std::string text = fmt::format(
      "{} of {} {} hardly anything (fewer than {} of 256 grey levels between the darkest and the lightest "
      "pixel): {} dark, {} light, {} between",
      format_count(count), count_of(num_samples, "image"), count == 1 ? "shows" : "show", kFewLevels,
      format_count(range.black), format_count(range.white), format_count(range.between));
  if (count * kRare >= num_samples) {
    log_warning(text);
  } else {
    log_info(text);
  }
}

}  // namespace affekt
