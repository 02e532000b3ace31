// Clusters of songs by K-means.
#pragma once

#include <memory>

#include "kinds/kind.h"

namespace affekt {

std::unique_ptr<const Kind> make_songs_kind();

}  // namespace affekt
