// A report's score in a line, and what warns about it, for the terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// "accuracy 68.9 % (95 % interval 67.4 to 70.4) on 3,589 samples of the validation split", or of a report
/// over speakers "UAR 66.1 % (95 % interval 61.0 to 71.2 over 20 speakers) on 1,199 samples of the test
/// splits of 4 folds, pooled"
std::string describe_headline(const nlohmann::json& report);

/// A line "warning: <text>" for each warning among the report's notes; empty without any.
std::string list_cautions(const nlohmann::json& report);

}  // namespace affekt
