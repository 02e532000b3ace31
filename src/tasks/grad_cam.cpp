#include "tasks/grad_cam.h"

#include "core/error.h"

namespace affekt {

std::map<std::string, GradCamMap> compute_grad_cam(Network& network, const TensorMap& inputs,
                                                   const GradCamTarget& target) {
  const torch::AutoGradMode with_gradients(true);
  network.eval();
  TensorMap tracked;  // so that the maps have a gradient, even if the network's parameters are frozen
  for (const auto& [name, input] : inputs) tracked[name] = input.detach().requires_grad_();
  network.keep_feature_maps(true);
  const auto values = network.forward(tracked).at(target.output);  // [N, K]
  const TensorMap maps = network.feature_maps();                   // [N, C, h, w] each
  network.keep_feature_maps(false);
  AFFEKT_CHECK(!maps.empty(), "the network notes no feature maps, which Grad-CAM looks at");

  std::vector<torch::Tensor> sources;
  for (const auto& [name, map] : maps) sources.push_back(map);
  // In eval mode no sample depends on another: the gradient of the sum holds that of each.
  const auto chosen = values.gather(1, target.indices.to(values.device()).unsqueeze(1));  // [N, 1]
  const auto gradients = torch::autograd::grad({chosen.sum()}, sources);

  const torch::NoGradGuard no_grad;
  std::map<std::string, GradCamMap> result;
  size_t i = 0;
  for (const auto& [name, map] : maps) {
    const auto weights = gradients[i++].to(torch::kFloat32).mean({2, 3}, /*keepdim=*/true);  // [N, C, 1, 1]
    const auto cam = torch::relu((weights * map.to(torch::kFloat32)).sum(1, /*keepdim=*/true));
    const auto& input = inputs.at(name);
    const auto resized = torch::upsample_bilinear2d(cam, {input.size(2), input.size(3)},
                                                    /*align_corners=*/false);  // [N, 1, H, W]
    const auto largest = resized.amax({1, 2, 3}, /*keepdim=*/true);
    result[name] = {torch::where(largest > 0, resized / largest, torch::zeros_like(resized)).squeeze(1),
                    map.size(2), map.size(3)};
  }
  return result;
}

}  // namespace affekt
