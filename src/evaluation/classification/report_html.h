// report.json and what belongs to it -> report.html: one file, no network, no script.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/classification/classification_figures.h"
#include "store/prepared_file.h"

namespace affekt {

struct HtmlInput {
  const nlohmann::json& report;                // what build_report made
  const std::vector<Figure>& learning_curves;  // panels; empty: the section is left out
  const Samples* samples = nullptr;            // null: the worst mistakes are a list that shows no data
};

std::string render_html(const HtmlInput& input);

}  // namespace affekt
