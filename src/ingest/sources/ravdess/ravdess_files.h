// Which of a folder's files are RAVDESS recordings: its layouts, names, and what is left out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/sources/ravdess/ravdess_name.h"
#include "ingest/sources/source.h"

namespace affekt {

struct RavdessFile {
  std::filesystem::path path;  // relative to the root
  RavdessName name;
};

struct RavdessFiles {
  std::string layout;  // for people
  std::vector<RavdessFile> recordings;
  std::vector<BadSample> bad;                    // what the names alone give away
  std::vector<std::filesystem::path> ignored;    // no part of the set
  std::vector<std::filesystem::path> bad_files;  // the files of `bad`
  std::vector<std::string> notes;                // for people: how many were left out, and why
  std::vector<std::string> warnings;             // the same, of what was hardly meant so
};

/// Everything sorted by path. @throws DataError if there is no RAVDESS recording, or none that `audio` takes
RavdessFiles list_ravdess_files(const std::filesystem::path& root, const AudioConfig& audio);

}  // namespace affekt
