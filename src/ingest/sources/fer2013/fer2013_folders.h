// FER2013 as folders of images: <split>/<class>/<image>, in the two spreads that exist.
#pragma once

#include <filesystem>
#include <memory>

#include "ingest/sources/source.h"

namespace affekt {

enum class Fer2013Folders {
  kBySplit,        // train/, validation/ and perhaps test/: the folder is the split
  kTestHoldsBoth,  // train/ and test/: in test/, PublicTest_* validates and PrivateTest_* tests
};

/// Samples come sorted by split, class and name. Bad samples: images that are empty, truncated, of another
/// size or no images; folders that name no class; images outside <split>/<class>/; names that contradict
/// the split.
std::unique_ptr<Source> open_fer2013_folders(const std::filesystem::path& root, Fer2013Folders layout);

}  // namespace affekt
