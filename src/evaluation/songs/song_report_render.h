// report.json of a clustering of songs and its figures -> report.html (one file, no network, no script) and
// report.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/songs/figures/song_figures.h"

namespace affekt {

std::string render_song_html(const nlohmann::json& report, const std::vector<FigureGroup>& figures);

/// Figures are shown from figures/<name>.svg.
std::string render_song_markdown(const nlohmann::json& report, const std::vector<FigureGroup>& figures);

/// Null if there is no such figure.
const FigureGroup* find_figures(const std::vector<FigureGroup>& figures, const std::string& name);

}  // namespace affekt
