#include "ingest/sources/fer2013/image_traits.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/process/log.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

constexpr int kLargestOf8Bit = 255;
constexpr int kNearlyBlack = 4095;  // of 65535: at most 15 of 255

bool has_16_bit(const ImageTraits& traits) {
  return traits.largest_of_16_bit >= 0;
}

bool is_beyond_8_bit(const ImageTraits& traits) {
  return traits.largest_of_16_bit > kLargestOf8Bit;
}

template <class Predicate>
int64_t count_traits(const std::vector<ImageTraits>& traits, Predicate predicate) {
  return std::count_if(traits.begin(), traits.end(), predicate);
}

void report_16_bit(const std::vector<ImageTraits>& traits) {
  const int64_t count = count_traits(traits, has_16_bit);
  if (count == 0) return;
  const std::string images = count_of(count, "image") + " of 16 bits";
  if (!std::any_of(traits.begin(), traits.end(), is_beyond_8_bit)) {
    log_info(images + ": no value exceeds 255, so these are values of 8 bits and are read as such");
    return;
  }
  log_info(images + ": the upper 8 bits of each value are taken");
  const int64_t dark = count_traits(
      traits, [](const ImageTraits& t) { return has_16_bit(t) && t.largest_of_16_bit <= kNearlyBlack; });
  if (dark == 0) return;
  log_warning(
      fmt::format("{} of the {}: no value exceeds {} of 65535, so they become nearly black; scale "
                  "them to 0..65535, or save them with 8 bits",
                  format_count(dark), images, kNearlyBlack));
}

}  // namespace

void correct_16_bit(const std::vector<ImageTraits>& traits, std::vector<uint8_t>& pixels) {
  if (!std::any_of(traits.begin(), traits.end(), is_beyond_8_bit)) return;
  const auto size = static_cast<std::ptrdiff_t>(pixels.size() / traits.size());
  for (size_t i = 0; i < traits.size(); ++i) {
    if (has_16_bit(traits[i]) && !is_beyond_8_bit(traits[i]))
      std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(i) * size, size, uint8_t{0});
  }
}

void report_image_traits(const std::vector<ImageTraits>& traits) {
  report_16_bit(traits);
  const auto of_all = [&](int64_t count) {
    return fmt::format("{} of {}", format_count(count),
                       count_of(static_cast<int64_t>(traits.size()), "image"));
  };
  const int64_t transparent = count_traits(traits, [](auto& t) { return t.has_transparency; });
  if (transparent > 0) {
    log_warning(
        of_all(transparent) +
        ": transparency is dropped, and the colours beneath it are taken; what only it shows is lost");
  }
  const int64_t coloured = count_traits(traits, [](auto& t) { return t.has_colour; });
  if (coloured > 0)
    log_info(of_all(coloured) + ": colour becomes grey, 0.299 red + 0.587 green + 0.114 blue");
  const int64_t turned = count_traits(traits, [](auto& t) { return t.is_turned; });
  if (turned > 0) log_info(of_all(turned) + ": turned or mirrored as the EXIF orientation in the file says");
}

}  // namespace affekt
