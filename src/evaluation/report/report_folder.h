// Where a report goes, when nobody says where beside the model; and never in place of a report on something
// else, or of what affekt did not write.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/report/evaluation.h"

namespace affekt {

/// report.json's "tool" {name, version, commit}: by it a report of affekt is known.
nlohmann::json describe_tool();

/// The name of the first of the files that lies in the folder and was not written by affekt, or is a folder;
/// "" if they may all be replaced. They are affekt's if <stem>.json is; without that one, or where it is
/// damaged, if the folder is a
/// run directory or that of a group of runs.
std::string find_foreign_file(const std::filesystem::path& folder, const std::string& stem,
                              const std::vector<std::filesystem::path>& files);

/// The folder that the user names; or the model's, and inside it a folder of its own if something else is
/// there already: a report on other samples, files that affekt did not write, or the run's own report where
/// the model is not evaluated as the run itself does it, but as an ONNX file or with a named engine.
/// @param data      what the report is on: members of report.json's "data", such as digest and split
/// @param own_name  of the folder inside
/// @throws ArtifactError as check_report_folder, and if nothing can be written there: told before the work
std::filesystem::path choose_report_folder(const EvaluateRequest& request,
                                           const std::map<std::string, std::string>& data,
                                           const std::string& own_name);

/// A folder that the user names for a report may hold the report on the same samples, which is replaced, but
/// no other one, nor files of that name that affekt did not write, and may not be the run directory of
/// another model.
/// @throws ArtifactError naming what lies there, and the way out
void check_report_folder(const std::filesystem::path& folder, const std::filesystem::path& model,
                         const std::map<std::string, std::string>& data);

}  // namespace affekt
