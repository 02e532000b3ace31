// What a report is on, and what it shows: the prepared file, the split and the options of a request.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"
#include "evaluation/report/evaluation.h"
#include "store/samples.h"

namespace affekt {

/// What the request asks for in place of the config's. Saliency asked for brings pictures.
void override_options(const EvaluateRequest& request, EvaluateConfig& options);

/// The prepared file of a request, or the model's own where it names none.
/// @throws ConfigError: neither is known, DataError: it is not there
std::filesystem::path find_reported_data(const EvaluateRequest& request, const std::filesystem::path& own);

/// The split that a report is on when none is named: the config's `wanted`, or, with a warning, the
/// validation split where that one has no samples. Nothing: there is neither.
/// @param data          the data set's path, for the warning
/// @param chose_epoch  whether the model's epoch was chosen by the validation split
std::optional<Split> choose_report_split(Split wanted, const SplitCounts& counts, const std::string& data,
                                         bool chose_epoch);

/// The split that the request names, else choose_report_split's, or `wanted` where there is none.
Split choose_requested_split(const EvaluateRequest& request, Split wanted, const SplitCounts& counts,
                             const std::string& data, bool chose_epoch);
/// Whether the model's epoch was chosen on a validation split. @param model  as reports describe it
bool is_selected_on_validation(const nlohmann::json& model);

/// @param word    what the data set is made of: "sample"  @param advice  a sentence on what to do
/// @throws DataError: the split has nothing; it names the splits that have
void require_samples(const std::string& dataset, Split split, const SplitCounts& counts,
                     const std::string& word, const std::string& advice);
constexpr char kBringOrNameSplit[] =
    "Bring the missing part of the data set, or name another split with --split";

}  // namespace affekt
