// What a reader must know before believing the scores, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace affekt {

/// As in ReportInput.
struct ReasonsForAbsence {
  std::string why_no_baseline, why_no_saliency;
};

/// @param report  everything else of report.json
/// @return [{"level": "warning" | "info", "code": snake_case, "text": one or two sentences}], warnings first
nlohmann::json make_report_notes(const nlohmann::json& report, const ReasonsForAbsence& reasons);

}  // namespace affekt
