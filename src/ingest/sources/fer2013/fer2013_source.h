// FER2013: which of its three spreads lies at a path, its classes and its official split.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// Says in one line what was taken for what: "Read Training/ as train/, Angry/ as angry/".
void log_fer2013_notes(const std::vector<std::string>& notes);

/// Takes a .csv file, or a folder in which find_fer2013_layout finds one or the folders of images.
/// @throws DataError  as find_fer2013_layout; another file
std::unique_ptr<Source> open_fer2013(const std::filesystem::path& path);

}  // namespace affekt
