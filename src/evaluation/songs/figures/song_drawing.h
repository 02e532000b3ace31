// What the figures on songs share: a colour and a shape for each cluster, so that neither the dark mode nor a
// colour-blind reader loses it; numbered clusters; ranges and grids.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/figures/svg_canvas.h"

namespace affekt {

/// "s1" ... "s8", classes of figure_style.cpp. With mark_path() every cluster up to the 56th looks different.
std::string cluster_class(int64_t cluster);

/// SVG path data of the cluster's mark around (x, y). Marks of all shapes have about the same area.
std::string mark_path(int64_t cluster, double x, double y, double radius);

/// A triangle whose tip lies at (x, y). @param dx, dy  where it points to, unit length
std::string arrow_path(double x, double y, double dx, double dy, double size);
/// A four-pointed star, which is no cluster's mark: an emotion's place.
std::string star_path(double x, double y, double radius);

constexpr size_t kMaxNumberedClusters = 60;

struct ClusterPlace {
  int64_t cluster = 0;
  double x = 0, y = 0;  // on the canvas
  std::string tooltip;
};

/// The clusters' numbers in rings, moved apart where they would hide each other. More than
/// kMaxNumberedClusters are drawn as marks without numbers: rings would cover the whole figure.
void draw_cluster_numbers(SvgCanvas& canvas, const std::vector<ClusterPlace>& clusters, double ring_radius,
                          double mark_radius);

/// The range of some values with a margin on both sides, never empty.
struct ValueRange {
  double low = 0, high = 1;
};
/// @param margin  share of the range  @param values  at least one, finite
ValueRange range_of(const std::vector<double>& values, double margin);

/// Moves marks that would lie on each other apart, as little as that takes; the order of the list does not
/// change.
/// @param places  [n], x and y on the canvas
std::vector<std::pair<double, double>> spread_apart(std::vector<std::pair<double, double>> places,
                                                    double distance);

/// Grid and numbers of both axes.
void draw_grid(SvgCanvas& canvas, const PlotArea& area, int num_x_ticks, int num_y_ticks);

}  // namespace affekt
