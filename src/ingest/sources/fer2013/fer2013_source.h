// FER2013: which of its three spreads lies at a path, its classes and its official split.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/sources/source.h"

namespace affekt {

constexpr int kFer2013Pixels = 48;  // height and width
/// In the order of the official numbers.
constexpr std::array<const char*, 7> kFer2013Classes = {"angry", "disgust",  "fear",   "happy",
                                                        "sad",   "surprise", "neutral"};

/// Where the official split stands in a file name or in the column Usage: Training trains, PublicTest
/// validates, PrivateTest tests.
struct Fer2013Usage {
  const char* name;
  Split split;
};
constexpr std::array<Fer2013Usage, 3> kFer2013Usages = {
    {{"Training", Split::kTrain}, {"PublicTest", Split::kValidation}, {"PrivateTest", Split::kTest}}};

/// "Training_10118481.jpg" -> Training; nothing for names without one of the three prefixes.
std::optional<Fer2013Usage> find_usage_of_file_name(std::string_view file_name);

/// Takes a .csv file; or a folder with fer2013.csv; or one with train/ and validation/ [and test/]; or one
/// with train/ and test/, where the names in test/ begin with PublicTest_ or PrivateTest_.
/// @throws DataError naming all that was looked for if it is none of these or more than one
std::unique_ptr<Source> open_fer2013(const std::filesystem::path& path);

}  // namespace affekt
