// How the report on a classifier names and orders what it shows.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/report/value_text.h"
#include "metrics/metric_info.h"

namespace affekt {

/// @param name  one of kPredictionScoreNames
const MetricInfo& score_info(const std::string& name);
/// The scores that stand large above a report. @param headline  "accuracy" or "uar": stands first
std::vector<MetricInfo> headline_scores(const std::string& headline);
/// All scores in the order of the report's tables.
std::vector<MetricInfo> ordered_scores(const std::string& headline);

/// "image", "recording", "person" or "play": what a sample of this kind of input ("images", "waveforms",
/// "people", "plays") is called.
std::string sample_word(const std::string& input_kind);
/// "group" or "speaker"
std::string group_word(const std::string& input_kind);
/// Over how many classes UAR and macro F1 are means, in words; "" where both are over all.
/// @param metrics  of report.json  @param num_classes  of the model
std::string describe_averages(const nlohmann::json& metrics, size_t num_classes);
/// What a score means, and of how many classes it is the mean here where these are not all.
std::string explain_score(const nlohmann::json& facts, const MetricInfo& score);

/// "samples" or "24 speakers": over what the report's intervals are drawn.
std::string resampled_units(const nlohmann::json& facts);

/// How the intervals were made, or why there are none.
std::string describe_intervals(const nlohmann::json& facts);

/// "acoustic_svm" -> "SVM on acoustic features"; "majority" -> "majority"
std::string baseline_title(const std::string& name);
/// A baseline's column in the table of scores.
struct BaselineColumn {
  std::string name, title;  // "majority", "Always “happy”"
};
/// Those that the report has, the strongest kind first.
std::vector<BaselineColumn> baseline_columns(const nlohmann::json& facts);

/// Whether the model was trained on the data of this digest; null: not known.
/// @param model  see ReportInput
nlohmann::json is_training_data(const nlohmann::json& model, const std::string& data_digest);
/// Whether the checkpoint was chosen on this split; null: not known, or it is a split of other data.
/// @param of_training_data  of is_training_data
nlohmann::json is_selected_on(const nlohmann::json& model, const std::string& split,
                              const nlohmann::json& of_training_data);

/// A warning where a map of where the network looked is of too few cells to tell; else "".
/// @param image  what it is of: "each image"
std::string describe_coarse_map(const std::string& image, int64_t rows, int64_t columns);

/// facts["model"] with its selection in words: "best uar (0.6123) on validation, epoch 34; seed 1"
nlohmann::json model_facts(const nlohmann::json& facts);

}  // namespace affekt
