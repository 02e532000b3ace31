// The cards and sections of a report on a clustering of songs, made from its facts: see song_report.h.
#pragma once

#include <string>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

struct SongMap;

std::vector<Card> make_song_cards(const nlohmann::json& facts);

/// @param map  null: there is no plane to draw
Section make_map_section(const nlohmann::json& facts, const SongMap* map);
Section make_clusters_section(const nlohmann::json& facts);
Section make_k_selection_section(const nlohmann::json& facts);
Section make_song_scores_section(const nlohmann::json& facts);
Section make_listener_ratings_section(const nlohmann::json& facts);

/// These three have an empty title where the facts hold nothing for them.
Section make_regression_section(const nlohmann::json& facts);
Section make_policy_section(const nlohmann::json& facts);
Section make_reading_section(const nlohmann::json& facts);

/// Adds the drawings, if there are any. @param name, min_width  see FigureGroup
void add_figures(Section& section, const char* name, const char* title, std::vector<Figure> panels,
                 double min_width = 0);
void add_remark(Section& section, const std::string& text);

}  // namespace affekt
