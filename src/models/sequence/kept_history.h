// History entries that a node of autograd's graph keeps for its backward pass.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "models/sequence/history_entries.h"

namespace affekt {

struct KeptHistory : torch::CustomClassHolder {
  explicit KeptHistory(std::shared_ptr<const HistoryEntries> of) : entries(std::move(of)) {}
  std::shared_ptr<const HistoryEntries> entries;
};

inline void keep_history(torch::autograd::AutogradContext* ctx,
                         std::shared_ptr<const HistoryEntries> entries) {
  ctx->saved_data["history"] =
      c10::IValue::make_capsule(c10::make_intrusive<KeptHistory>(std::move(entries)));
}

inline std::shared_ptr<const HistoryEntries> kept_history(torch::autograd::AutogradContext* ctx) {
  const auto capsule = ctx->saved_data["history"].toCapsule();
  return static_cast<const KeptHistory&>(*capsule).entries;
}

}  // namespace affekt
