// Where in a folder FER2013 lies, and in which of its spreads.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "store/samples.h"

namespace affekt {

struct Fer2013Layout {
  std::filesystem::path root;  // that holds the folders or the table
  std::filesystem::path csv;   // name of the table in it; empty: folders
  std::map<Split, std::string> split_folders;
  /// No folder validates: PublicTest_* in the test folder validates and PrivateTest_* tests.
  bool test_holds_both = false;
  std::vector<std::string> notes;  // what was taken for what: "Training/ as train/"
};

/// Takes fer2013.csv, or else the only CSV file with such a header; or the folders of the splits, by any of
/// their names. Looks into a folder that is the only one in its folder: archives unpack so.
/// @throws DataError naming all that was looked for and what is near it, if it is none of these or more
Fer2013Layout find_fer2013_layout(const std::filesystem::path& folder);

}  // namespace affekt
