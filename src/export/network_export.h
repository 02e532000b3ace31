// What the exports of all trained networks share: metadata, the scores of the card, the data of the gate.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "export/export_plan.h"
#include "export/reported_scores.h"
#include "runs/network_file.h"

namespace affekt {

/// Of the network, its training, its data and how a report on it is made.
/// @param metric  for "affekt.metric": {"name", "value", "split", "ci95"...}, or null where no score is known
std::map<std::string, std::string> make_network_metadata(const NetworkProvenance& network, int64_t parameters,
                                                         const nlohmann::json& metric);

/// ONNX's official keys for images. @param channels  1 (grey) or 3 (RGB)
std::map<std::string, std::string> make_image_metadata(int64_t channels);

/// Of the run's report if it is on these weights, else the validation score that selected them.
/// @throws ArtifactError: report.json is damaged
ReportedScores find_scores(const std::filesystem::path& run_directory, const NetworkProvenance& network);

/// "On the test split, from `report.json`:"
std::string describe_scores_origin(const ReportedScores& scores);

/// The prepared file of the gate. @throws ConfigError: nobody says where it is; DataError: it is not there
std::filesystem::path find_gate_data(const ExportRequest& request, const NetworkProvenance& network);

/// Warns if the data is not what the network was trained on: the gate uses it all the same.
void warn_of_other_gate_data(const std::filesystem::path& path, const std::string& content_digest,
                             const NetworkProvenance& network);

}  // namespace affekt
