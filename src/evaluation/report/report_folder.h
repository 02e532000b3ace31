// Where a report goes, when nobody says where beside the model; and never in place of a report on something
// else.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace affekt {

/// @param model     a run directory or a file
/// @param data      what the report is on: members of report.json's "data", such as digest and split
/// @param own_name  of the folder inside, should a report on other data be there already
/// @param named     by the user; empty: beside the model
/// @throws as check_report_folder, for the named folder
std::filesystem::path choose_report_folder(const std::filesystem::path& model,
                                           const std::map<std::string, std::string>& data,
                                           const std::string& own_name, const std::filesystem::path& named);

/// A folder that the user names for a report may hold the report on the same samples, which is replaced, but
/// no other one, and may not be the run directory of another model.
/// @throws ArtifactError naming what lies there, and the way out
void check_report_folder(const std::filesystem::path& folder, const std::filesystem::path& model,
                         const std::map<std::string, std::string>& data);

}  // namespace affekt
