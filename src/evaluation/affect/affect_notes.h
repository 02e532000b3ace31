// What a reader must know before believing the scores of a model of affect, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"

namespace affekt {

/// @param facts  everything else of report.json  @param loss  that the model was trained with, if known
/// @return  as NoteList::take
nlohmann::json make_affect_notes(const nlohmann::json& facts, const std::optional<AffectLossConfig>& loss,
                                 const std::string& why_no_saliency);

}  // namespace affekt
