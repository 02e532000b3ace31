#include "evaluation/figures/figure.h"

#include <algorithm>

#include "core/error.h"

namespace affekt {

Figure FigureGroup::joined(size_t per_row) const {
  AFFEKT_CHECK(!panels.empty(), "nothing to join");
  if (panels.size() == 1) return panels.front();
  double width = 0, height = 0, row_width = 0, row_height = 0;
  for (size_t i = 0; i < panels.size(); ++i) {
    if (i % per_row == 0) {
      height += row_height;
      row_width = row_height = 0;
    }
    row_width += panels[i].canvas.width();
    row_height = std::max(row_height, panels[i].canvas.height());
    width = std::max(width, row_width);
  }
  Figure whole{title, "", SvgCanvas(width, height + row_height)};
  double x = 0, y = 0;
  row_height = 0;
  for (size_t i = 0; i < panels.size(); ++i) {
    if (i % per_row == 0) {
      x = 0;
      y += row_height;
      row_height = 0;
    }
    whole.canvas.place(panels[i].canvas, x, y);
    whole.description += (i > 0 ? "; " : "") + panels[i].title + ": " + panels[i].description;
    x += panels[i].canvas.width();
    row_height = std::max(row_height, panels[i].canvas.height());
  }
  return whole;
}

}  // namespace affekt
