// A few members of a report.json, without parsing all of it: reports are up to 130 KB, and a list has a
// thousand.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// An object with those of the members that report.json has. A file as affekt writes it, two blanks a level,
/// is searched for the members' names; any other one is parsed as a whole.
/// @throws ArtifactError: it can't be read, or is no JSON object
nlohmann::json read_report_members(const std::filesystem::path& path, const std::vector<std::string>& names);

}  // namespace affekt
