// `affekt compare --html`: a comparison, and the figures of the reports side by side, as a page.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "evaluation/report/report_document.h"

namespace affekt {

/// Figures are read from figures/ beside the reports; one that only some of the reports have is left out.
/// @param comparison  of compare_reports or compare_many_reports
/// @throws ArtifactError: a figure can't be read
Report make_comparison_page(const nlohmann::json& comparison);

}  // namespace affekt
