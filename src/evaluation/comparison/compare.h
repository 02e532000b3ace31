// `affekt compare`: reports on the same samples -> paired differences, each with its interval; of more than
// two, ranks and the differences that are real.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace affekt {

/// Both of report.json or its folder; predictions.csv (of songs clusters.csv) is read beside it. Differences
/// are second minus first. Intervals are drawn over the groups (speakers) where predictions.csv names them,
/// and over the images of people or the streams of plays, as the reports' are.
/// @return {"kind": "classification" | "affect" | "next_song" | "songs",
///          "first": {"report", "model", "split", "selected_on_this_split", "of_training_data" (see
/// report.h), "data", "data_digest"}, "second": ..., "same_prepared_data", "num_samples",
///          "unit": "sample" | "group" | "speaker" | "image" | "stream" | "sequence", "num_units", "seed",
///          "bootstrap_samples", "metrics": {name: {"first", "second", "difference", "ci95",
///          "excludes_zero", "p_value"}}, and of
///   classifiers  "macro_f1_classes": [first, second], those that occur in truth or in the model's
///   predictions,
///                "mcnemar": {"only_first_correct", "only_second_correct", "p_value"}, "per_class":
///                [{"class", "num_samples", "first", "second": {"precision", "recall", "f1"}, "recall": as a
///                metric}]
///   affect       "mcnemar_levels": {"valence": as mcnemar, ...}, "per_class": [{"class", "num_samples",
///                "average_precision": as a metric}]
///   next songs   "mcnemar", of hits among the first 20, "num_left_out", plays of songs that no training
///   sequence
///                holds
///   songs        "clusters": {"adjusted_rand", "normalized_mutual_info", "first_sizes", "second_sizes",
///                "shared": songs by cluster of the first and of the second}; metrics without intervals
/// @throws ArtifactError: a file is missing or damaged, predictions.csv is not the report's, or the two are
/// not of the same kind, data or samples (says what differs)
nlohmann::json compare_reports(const std::filesystem::path& first, const std::filesystem::path& second,
                               int64_t bootstrap_samples, uint64_t seed);

/// Each with each.
/// @param paths  at least two
/// @return {"kind", "reports": [as "first" above], "headline", "num_samples", "unit", "num_units", "seed",
///          "bootstrap_samples", "metrics": {name: {"values": [one a report], "ranks": [1 is the best; equal
///          values share one]}}, "pairs": [{"first", "second": indices of reports, "difference": of the
///          headline's metric, "ci95", "p_value", "p_holm": corrected for all pairs, "is_real": p_holm <=
///          0.05; of songs "adjusted_rand"}]}
/// @throws as compare_reports
nlohmann::json compare_many_reports(const std::vector<std::filesystem::path>& paths,
                                    int64_t bootstrap_samples, uint64_t seed);

/// Lines for a terminal, of either of the two.
std::string render_comparison(const nlohmann::json& comparison);

}  // namespace affekt
