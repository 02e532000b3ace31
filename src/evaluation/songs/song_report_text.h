// How the report of a clustering of songs is written for people: what Markdown, HTML and figures share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// What listeners said, "valence" or "arousal": the entry of affect.quantities that stands for it, Deezer's
/// where it is, else the tags'. Null if there is none.
const nlohmann::json& find_felt_quantity(const nlohmann::json& report, const std::string& what);

/// Lines of at most `max_characters`, broken at spaces; a longer word stands alone.
std::vector<std::string> wrap_words(const std::string& text, size_t max_characters);

/// "3 (loud, fast)"
std::string cluster_title(const nlohmann::json& cluster);
/// "acousticness", "log tempo"
std::string column_title(const std::string& column);
/// A value in its column's unit, in as many digits as make sense: 0.53, -8.5, 121; "–" for null.
std::string format_in_unit(const nlohmann::json& value);
/// "+1.2"; "–" for null.
std::string format_signed(const nlohmann::json& value, int decimals = 1);
/// "0.12 (0.08 – 0.15)", or without an interval the value alone.
std::string format_with_interval(const nlohmann::json& value, const nlohmann::json& interval,
                                 int decimals = 2);
/// A score of report.metrics by the habit of its kind: shares in percent, sums as counts.
std::string format_song_metric(const std::string& name, const nlohmann::json& value);
/// The names of report.metrics in the order of the tables.
const std::vector<std::string>& ordered_song_metrics();
std::string song_metric_title(const std::string& name);
/// One sentence that says what the metric is.
std::string song_metric_explanation(const std::string& name);
/// "listeners' valence, Deezer" -> the quantity's title in tables: "Valence, listeners (Deezer)"
std::string quantity_title(const std::string& name);

}  // namespace affekt
