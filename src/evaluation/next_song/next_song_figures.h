// The drawings of a report on next songs, each made of report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/figures/figure.h"

namespace affekt {

/// A panel each for HR@20 and MRR@20: a row for each method with its interval, the best on top.
/// @param facts  with a warm play
std::vector<Figure> draw_method_scores(const nlohmann::json& facts);

/// A panel for each wanted mood: HR@20 over the lists' distance to it, a mark for each strength. No mark
/// stands out, as none is the right one. Without curves of fewer than two points. @param facts  with
/// emotion_trade
std::vector<Figure> draw_emotion_trade(const nlohmann::json& facts);

}  // namespace affekt
