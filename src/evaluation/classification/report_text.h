// How the report's numbers are written for people, the same in Markdown, HTML and figures.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/count_text.h"

namespace affekt {

std::string format_percent(double share, int decimals = 1);  // 0.6893 -> "68.9 %", with a no-break space
std::string format_percent(const nlohmann::json& share);     // null -> "–"
std::string format_number(const nlohmann::json& value);      // 0.83456 -> "0.835"; null -> "–"

/// A score of the report by the habit of its kind: shares in percent, log loss, Brier score and ECE as
/// numbers.
bool is_share_metric(const std::string& name);
std::string format_metric(const std::string& name, const nlohmann::json& value);
/// "67.4 – 70.4 %" or "0.81 – 0.86"; "–" for null.
std::string format_interval(const std::string& name, const nlohmann::json& interval);
/// "macro_f1" -> "Macro F1"
std::string metric_title(const std::string& name);
/// One sentence that says what the metric is.
std::string metric_explanation(const std::string& name);

/// Text for HTML and SVG, in elements and in quoted attributes.
std::string escape_html(std::string_view text);
/// Text for a cell of a Markdown table.
std::string escape_markdown(std::string_view text);
/// The member, or a null value. (json::value() sets off GCC's null-dereference warning.)
const nlohmann::json& member_or_null(const nlohmann::json& object, const std::string& key);
/// The model's name, or "Model".
std::string model_name(const nlohmann::json& report);
/// "near_duplicate_distance" -> "near duplicate distance"
std::string key_to_words(std::string key);
/// "picture" or "clip": what a sample of this kind of input ("pictures", "waveforms") is called.
std::string sample_word(const std::string& input_kind);
/// "group" or "speaker"
std::string group_word(const std::string& input_kind);
/// "samples" or "24 speakers": over what the report's intervals are drawn.
std::string resampled_units(const nlohmann::json& report);
/// The scores that stand large above a report. @param headline  "accuracy" or "uar": stands first
std::vector<std::string> headline_scores(const std::string& headline);
/// All scores in the order of the report's tables.
std::vector<std::string> ordered_scores(const std::string& headline);
/// "acoustic_svm" -> "SVM on acoustic features"; "majority" -> "majority"
std::string baseline_title(const std::string& name);
/// A baseline's column in the table of scores.
struct BaselineColumn {
  std::string name, title;  // "majority", "Always happy"
};
/// Those that the report has, the strongest kind first.
std::vector<BaselineColumn> baseline_columns(const nlohmann::json& report);
/// "without leaked samples, and with test-time augmentation", or one of the two
std::string variants_title(bool has_leaks, bool has_augmented);
/// model.selection in words: "best uar (0.6123) on validation, epoch 34; seed 1"
std::string describe_selection(const nlohmann::json& selection);
/// report["model"] with its selection in words.
nlohmann::json model_facts(const nlohmann::json& report);

/// A scalar as it is, anything else as compact JSON.
std::string json_to_text(const nlohmann::json& value);

}  // namespace affekt
