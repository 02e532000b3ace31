// The style of all figures: their colours, light and dark, and the rules for the classes of SvgCanvas.
#pragma once

#include <string>

namespace affekt {

/// Cells of a matrix are coloured by a share: their opacity is cell_opacity(share). From this share on the
/// text in them needs the class "on-heat", below it "on-cell". Both then have a contrast of at least 4.5 : 1
/// to the cell (WCAG 2.2, 1.4.3), in light and dark; there is no other share for which that holds.
constexpr double kDarkCellShare = 0.77;

constexpr double cell_opacity(double share) {
  return 0.05 + 0.95 * share;
}

/// For a .svg file: dark where the reader's system is, light on paper.
std::string standalone_figure_style();

/// What a page adds to the colours of its figures.
struct PageColours {
  const char *light, *dark;  // CSS declarations of variables
  const char *light_switch,
      *dark_switch;  // ids of check boxes or radio buttons; checked, they overrule the system
};

/// For a page with figures: the variables of the root element, and the rules of the figures. Without a switch
/// checked as the reader's system is; light on paper.
std::string page_figure_style(const PageColours& page);

}  // namespace affekt
