// The manual page of affekt, in man(7)'s macros.
#pragma once

#include <string>

#include "app/front/describe_program.h"

namespace affekt {

/// @param version  "0.2.0"
std::string render_man_page(const ProgramDescription& program, const std::string& version);

}  // namespace affekt
