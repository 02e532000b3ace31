#include "evaluation/figures/figure.h"

#include <algorithm>

#include "core/error.h"

namespace affekt {

Figure FigureGroup::joined(size_t per_row) const {
  AFFEKT_CHECK(!panels.empty(), "nothing to join");
  if (panels.size() == 1) return panels.front();
  std::vector<std::pair<double, double>> places;
  double x = 0, y = 0, width = 0, row_height = 0;
  for (const Figure& panel : panels) {
    if (!places.empty() && places.size() % per_row == 0) {
      y += row_height;
      x = row_height = 0;
    }
    places.emplace_back(x, y);
    x += panel.canvas.width();
    width = std::max(width, x);
    row_height = std::max(row_height, panel.canvas.height());
  }
  Figure whole{title, "", SvgCanvas(width, y + row_height)};
  for (size_t i = 0; i < panels.size(); ++i) {
    whole.canvas.place(panels[i].canvas, places[i].first, places[i].second);
    whole.description += (i > 0 ? "; " : "") + panels[i].title + ": " + panels[i].description;
  }
  return whole;
}

}  // namespace affekt
