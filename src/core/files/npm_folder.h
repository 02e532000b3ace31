// A folder of npm packages that the program makes use of, wherever it lies on this machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct NpmFolderRules {
  std::string name;                                // of the folder below scripts/
  std::filesystem::path installed;                 // the folder below the prefix of an installed program
  std::string packages;                            // "ONNX Runtime's npm package is": begins a sentence
  std::string variable;                            // of the environment: names the folder
  std::filesystem::path source;                    // the folder in the sources that this build was made from
  std::string own_file;                            // what every copy of the folder has, packages or not
  std::vector<std::filesystem::path> needed = {};  // below node_modules
};

/// As it is once `npm ci --ignore-scripts` has run in it.
struct NpmFolder {
  std::filesystem::path folder;
  std::string fault;  // why it can't be used, and what to do; empty: all is there
};

/// The folder that the environment variable names, and no other then; else that of an installed program, and
/// no other then; else that of the sources.
NpmFolder find_npm_folder(const NpmFolderRules& rules);

/// The same in one folder.
NpmFolder look_for_packages(const NpmFolderRules& rules, const std::filesystem::path& folder);

}  // namespace affekt
