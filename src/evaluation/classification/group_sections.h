// The parts of a report that tell the scores of each speaker (group) and of each fold, in HTML and Markdown.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// Empty where the report has no groups.
std::string render_groups_html(const nlohmann::json& report);
std::string render_groups_markdown(const nlohmann::json& report);

/// Empty where the report is not of a cross-validation.
std::string render_folds_html(const nlohmann::json& report);
std::string render_folds_markdown(const nlohmann::json& report);

}  // namespace affekt
