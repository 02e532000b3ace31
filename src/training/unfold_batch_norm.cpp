#include "training/unfold_batch_norm.h"

#include <set>

#include "models/blocks.h"

namespace affekt {

void unfold_batch_norms(Task& task, const std::vector<std::string>& loaded) {
  const std::set<std::string> names(loaded.begin(), loaded.end());
  Network& network = task.network();
  for (const auto& item : network.named_modules("", /*include_self=*/false))
    if (const auto norm = std::dynamic_pointer_cast<BatchNorm>(item.value());
        norm && names.count(item.key() + ".running_mean") > 0)
      norm->absorb_statistics_once();
  const torch::NoGradGuard no_grad;
  network.eval();
  task.start_epoch(0, 0)->next();
}

}  // namespace affekt
