// How a cluster is told from the others in every figure: by a colour and by a shape, so that neither the dark
// mode nor a colour-blind reader loses it.
#pragma once

#include <cstdint>
#include <string>

namespace affekt {

/// "s1" ... "s8", classes of figure_style(). With mark_path() every cluster up to the 56th looks different.
std::string cluster_class(int64_t cluster);

/// SVG path data of the cluster's mark around (x, y). Marks of all shapes have about the same area.
std::string mark_path(int64_t cluster, double x, double y, double radius);

/// Path data of a four-pointed star, which is no cluster's mark: an emotion's place.
/// A triangle whose tip lies at (x, y). @param dx, dy  where it points to, unit length
std::string arrow_path(double x, double y, double dx, double dy, double size);
std::string star_path(double x, double y, double radius);

}  // namespace affekt
