// One class for each image or waveform.
#pragma once

#include <memory>

#include "kinds/kind.h"

namespace affekt {

std::unique_ptr<const Kind> make_classification_kind();

}  // namespace affekt
