// The song that comes next in a stream of plays (listening logs).
#pragma once

#include <memory>

#include "kinds/kind.h"

namespace affekt {

std::unique_ptr<const Kind> make_next_song_kind();

}  // namespace affekt
