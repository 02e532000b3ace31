// How the scores and quantities of a clustering of songs are written for people, in text and in figures.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric_info.h"

namespace affekt {

/// The scores of report.json's metrics, in the order of the tables.
const std::vector<MetricInfo>& song_metrics();

/// Listeners' ratings of "valence" or "arousal": the entry of affect.quantities that stands for them,
/// Deezer's where it is, else the tags'. Null if there is none.
const nlohmann::json& find_listener_quantity(const nlohmann::json& facts, std::string_view what);

/// Lines of at most `max_characters`, broken at spaces; a longer word stands alone.
std::vector<std::string> wrap_words(const std::string& text, size_t max_characters);

/// "3 (loud, fast)"
std::string cluster_title(const nlohmann::json& cluster);
/// "3 · loud, fast"
std::string cluster_row_title(const nlohmann::json& cluster);
/// A value in its column's unit, in as many digits as make sense: 0.53, -8.5, 121; "–" for null.
std::string format_in_unit(const nlohmann::json& value);
/// "+1.2"; "–" for null.
std::string format_signed(const nlohmann::json& value, int decimals = 1);
/// "0.12 (0.08 – 0.15)", or without an interval the value alone.
std::string format_with_interval(const nlohmann::json& value, const nlohmann::json& interval,
                                 int decimals = 2);
/// As format_metric. @param name  of a metric above
std::string format_song_metric(const std::string& name, const nlohmann::json& value);
/// The title of an entry of affect.quantities: "deezer_valence" -> "Valence, listeners (Deezer)"
std::string quantity_title(const std::string& name);

}  // namespace affekt
