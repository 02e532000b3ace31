#include "runs/weights.h"

#include <map>
#include <sstream>

#include "core/error.h"

namespace affekt {
namespace {

std::string shape_text(const torch::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

}  // namespace

std::vector<NamedTensor> named_tensors_of(const torch::nn::Module& module) {
  std::vector<NamedTensor> result;
  for (const auto& item : module.named_parameters()) result.push_back({item.key(), item.value()});
  for (const auto& item : module.named_buffers()) result.push_back({item.key(), item.value()});
  return result;
}

void copy_into_module(torch::nn::Module& module, const std::vector<NamedTensor>& tensors,
                      const std::string& where) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, torch::Tensor> missing;
  for (const auto& entry : named_tensors_of(module)) missing[entry.name] = entry.tensor;
  for (const auto& entry : tensors) {
    const auto target = missing.find(entry.name);
    if (target == missing.end())
      throw ArtifactError(where + ": tensor '" + entry.name + "' does not belong to this network");
    if (target->second.sizes() != entry.tensor.sizes())
      throw ArtifactError(where + ": tensor '" + entry.name + "': expected shape " +
                          shape_text(target->second) + ", got " + shape_text(entry.tensor));
    target->second.copy_(entry.tensor);
    missing.erase(target);
  }
  if (!missing.empty())
    throw ArtifactError(where + ": tensor '" + missing.begin()->first + "' is missing, and " +
                        std::to_string(missing.size() - 1) + " more");
}

}  // namespace affekt
