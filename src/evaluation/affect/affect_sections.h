// The cards and sections of a report on predicted affect, each made of report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

/// "mAP 28.1 % (95 % interval 26.9 to 29.5 over 510 images) on 1,363 people of the test split; MAE ..."
std::string summarise_affect(const nlohmann::json& facts);
std::vector<Card> make_affect_cards(const nlohmann::json& facts);

Section make_affect_scores_section(const nlohmann::json& facts);
Section make_categories_section(const nlohmann::json& facts);
Section make_values_section(const nlohmann::json& facts);
Section make_levels_section(const nlohmann::json& facts);
Section make_prevalence_section(const nlohmann::json& facts);

}  // namespace affekt
