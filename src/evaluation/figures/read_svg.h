// A drawing that affekt has written as a file, read back, so that a page can show it beside others.
#pragma once

#include <optional>
#include <string_view>

#include "evaluation/figures/svg_canvas.h"

namespace affekt {

/// @param text  of a file that SvgCanvas::standalone_svg() wrote. Nothing: it is not such a file, or holds an
/// element or attribute that a canvas doesn't draw (a script, a link): a page must not run what a file brings
std::optional<SvgCanvas> read_standalone_svg(std::string_view text);

}  // namespace affekt
