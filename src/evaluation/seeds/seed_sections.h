// The tables and the line of a report on several seeds, each made of report.json's content (seed_report.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "evaluation/report/report_document.h"

namespace affekt {

/// Mean and deviation of each score, and of the headline of other methods.
Section make_spread_section(const nlohmann::json& facts);
/// Each run's scores.
Section make_runs_section(const nlohmann::json& facts);
/// The line for the terminal.
std::string summarize_seeds(const nlohmann::json& facts);

}  // namespace affekt
