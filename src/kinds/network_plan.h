// The plan of an export that every network of rows of tensors shares.
#pragma once

#include <memory>
#include <string>

#include "export/export_plan.h"
#include "models/network.h"
#include "store/prepared_tensors.h"

namespace affekt {

/// LibTorch says what the engines must say: each output of each row within `tolerance`. The first rows are
/// the test vectors. The card names the tensors; the caller adds what else is to be said.
/// @param kind     affekt.task
/// @param network  with its trained weights  @param rows  with a tensor for each of its inputs; at least one
ExportPlan plan_network(const std::string& kind, const std::shared_ptr<Network>& network,
                        const std::shared_ptr<const TensorRows>& rows, double tolerance);

}  // namespace affekt
