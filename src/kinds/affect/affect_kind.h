// People in their surroundings, with categories, valence, arousal and dominance (EMOTIC).
#pragma once

#include <memory>

#include "kinds/kind.h"

namespace affekt {

std::unique_ptr<const Kind> make_affect_kind();

}  // namespace affekt
