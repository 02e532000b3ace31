// The text of model_card.md: what the exported model is, takes and gives, its scores, its limits, how to run
// it.
#pragma once

#include <string>

#include "export/export_plan.h"

namespace affekt {

/// Markdown. @param model  the exported file, for its size and digest
std::string render_model_card(const ModelCard& card, const OnnxModel& model);

}  // namespace affekt
