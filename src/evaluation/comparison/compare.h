// `affekt compare`: two reports on the same samples -> paired differences, each with its interval.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace affekt {

/// Both of report.json or its folder; predictions.csv is read beside it. Differences are second minus first.
/// Intervals are drawn over the groups (speakers) where predictions.csv names them, and over the images of
/// people or the streams of plays, as the reports' are.
/// @return {"kind": "classification" | "affect" | "next_song",
///          "first": {"report", "model", "split", "selected_on_this_split", "of_training_data" (see
/// report.h)},
///          "second": ..., "num_samples",
///          "unit": "sample" | "group" | "speaker" | "image" | "stream" | "sequence", "num_units", "seed",
///          "bootstrap_samples", "metrics": {name: {"first", "second", "difference", "ci95",
///          "excludes_zero"}}, and of next songs only "num_left_out", plays of songs that no training
///          sequence holds; of classifiers only "macro_f1_classes": [first, second], those that occur in
///          truth or in the model's predictions, "mcnemar": {"only_first_correct", "only_second_correct",
///          "p_value"}}
/// @throws ArtifactError: a file is missing or damaged, predictions.csv is not the report's, or the two are
/// not of the same kind or samples (says what differs)
nlohmann::json compare_reports(const std::filesystem::path& first, const std::filesystem::path& second,
                               int64_t bootstrap_samples, uint64_t seed);

/// A few lines for a terminal.
std::string render_comparison(const nlohmann::json& comparison);

}  // namespace affekt
