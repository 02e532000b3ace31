// Where EMOTIC's lists and pictures lie in a folder.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/sources/emotic/emotic_csv.h"

namespace affekt {

struct EmoticFiles {
  std::filesystem::path mat;        // Annotations.mat; empty: there are tables
  std::vector<EmoticTable> tables;  // train.csv, val.csv, test.csv: those that are there

  /// All of them.
  std::vector<std::filesystem::path> list() const;
};

/// In `folder` itself, or in a folder of it (Annotations/Annotations.mat); Annotations.mat before tables.
/// @throws DataError: no folder; neither of the two
EmoticFiles find_emotic_files(const std::filesystem::path& folder);

EmoticLists read_emotic_lists(const EmoticFiles& files);

/// The folder that the pictures' paths begin at: `folder` itself or a folder of it (emotic/), whichever has
/// the most of them. @throws DataError: none has any
std::filesystem::path find_picture_root(const std::filesystem::path& folder, const EmoticLists& lists);

}  // namespace affekt
