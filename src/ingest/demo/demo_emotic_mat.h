// The official Annotations.mat of drawn people, written with matio.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/demo/demo_emotic.h"

namespace affekt {

/// MATLAB 5, compressed (save -v7): the struct arrays train, val and test with EMOTIC's fields. The same
/// pictures give the same bytes. @throws DataError: can't be written
void write_demo_emotic_mat(const std::filesystem::path& path, const std::vector<DemoEmoticPicture>& pictures);

}  // namespace affekt
