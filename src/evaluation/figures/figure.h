// Drawings with the words that stand for them, alone and in groups.
#pragma once

#include <string>
#include <vector>

#include "evaluation/figures/svg_canvas.h"

namespace affekt {

/// A drawing with the words that stand for it where it can't be seen.
struct Figure {
  std::string title, description;
  SvgCanvas canvas;

  std::string inline_svg() const { return canvas.inline_svg(title, description); }
  std::string standalone_svg() const { return canvas.standalone_svg(title, description); }
};

/// One or more drawings that belong together.
struct FigureGroup {
  std::string name;  // of the file: "reliability" gives reliability.svg; empty: drawn on the page only
  std::string title;
  std::vector<Figure> panels;  // at least one
  double min_width = 0;        // px; what a narrow page offers to enlarge it to, since less is hard to read

  /// All panels on one canvas, `per_row` side by side.
  Figure joined(size_t per_row = 3) const;
};

}  // namespace affekt
