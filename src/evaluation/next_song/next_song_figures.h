// The drawings of a report on next songs, each made of report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/figures/figure.h"

namespace affekt {

/// A panel each for HR@20 and MRR@20: a row for each method with its interval, the best on top.
/// @param facts  with a warm play
std::vector<Figure> draw_method_scores(const nlohmann::json& facts);

/// A panel each for HR@20 and MRR@20 over the fit to the wanted emotion, a mark for each strength; no mark
/// stands out, as none is the right one. Empty with fewer than two points.
std::vector<Figure> draw_emotion_trade(const nlohmann::json& facts);

}  // namespace affekt
