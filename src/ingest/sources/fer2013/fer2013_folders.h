// FER2013 as folders of images: <split>/<class>/<image>, in the two spreads that exist.
#pragma once

#include <memory>

#include "ingest/sources/fer2013/fer2013_layout.h"
#include "ingest/sources/source.h"

namespace affekt {

/// Samples come sorted by split, class and name. Bad samples: images that are empty, truncated, of another
/// size or no images; folders that name no class; images outside <split>/<class>/; names that contradict
/// the split. Folders of classes have any of their names (fer2013_names.h); `read` says what was taken so.
std::unique_ptr<Source> open_fer2013_folders(const Fer2013Layout& layout);

}  // namespace affekt
