// The cards and sections of a report on next songs, each made of report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

std::vector<Card> make_next_song_cards(const nlohmann::json& facts);

/// Every method, and its paired difference to the strongest baseline.
Section make_methods_section(const nlohmann::json& facts);
/// Repeats, first plays and cold songs apart, and with or without plays whose sequence stands in train.
Section make_play_sorts_section(const nlohmann::json& facts);
Section make_histories_section(const nlohmann::json& facts);
Section make_duplicates_section(const nlohmann::json& facts);
/// What the lists of 20 are like; no blocks where nothing was measured.
Section make_lists_section(const nlohmann::json& facts);
/// @param facts  with emotion_trade
Section make_emotion_section(const nlohmann::json& facts);
/// What the rules of reading did, in counts; no blocks where nothing is known.
Section make_play_reading_section(const nlohmann::json& facts);

}  // namespace affekt
