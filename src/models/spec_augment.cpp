#include "models/spec_augment.h"

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

/// Of `length` places along an axis: 0 where one of the masks lies, 1 elsewhere. @return float32 [N, length]
torch::Tensor draw_kept(int64_t num_samples, int64_t length, int64_t num_masks, double max_width) {
  const double widest = std::min(max_width, static_cast<double>(length) / 2);  // never hide everything
  const auto width = (torch::rand({num_samples, num_masks, 1}) * (widest + 1)).floor();
  const auto start =
      (torch::rand({num_samples, num_masks, 1}) * (static_cast<double>(length) - width)).floor();
  const auto place = torch::arange(length, torch::kFloat32).view({1, 1, length});
  const auto hidden = place.ge(start).logical_and(place.lt(start + width));  // [N, masks, length]
  return hidden.any(1).logical_not().to(torch::kFloat32);
}

}  // namespace

torch::Tensor mask_bands_and_spans(const torch::Tensor& x, const SpecAugmentConfig& config, double hop_ms) {
  auto kept = torch::ones({x.size(0), 1, 1});
  if (config.num_frequency_masks > 0)
    kept = kept * draw_kept(x.size(0), x.size(1), config.num_frequency_masks,
                            static_cast<double>(config.max_frequency_mels))
                      .unsqueeze(2);
  if (config.num_time_masks > 0)
    kept =
        kept * draw_kept(x.size(0), x.size(2), config.num_time_masks, std::floor(config.max_time_ms / hop_ms))
                   .unsqueeze(1);
  return x * kept.to(x.device());
}

}  // namespace affekt
