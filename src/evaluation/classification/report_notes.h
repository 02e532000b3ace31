// What a reader must know before believing the scores, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace affekt {

/// @param report           everything else of report.json
/// @param why_no_baseline  as in ReportInput
/// @return [{"level": "warning" | "info", "code": snake_case, "text": one or two sentences}], warnings first
nlohmann::json make_report_notes(const nlohmann::json& report, const std::string& why_no_baseline);

}  // namespace affekt
