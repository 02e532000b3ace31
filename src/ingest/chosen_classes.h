// data.classes: some of a data set's classes are taken, and the samples of the others left out.
#pragma once

#include <string>
#include <vector>

#include "store/samples.h"

namespace affekt {

/// @param all     of the data set  @param wanted  data.classes; empty: all
/// @return        the wanted ones in the data set's order
/// @throws ConfigError naming a wanted one that the data set doesn't have, and the nearest that it has
std::vector<std::string> choose_classes(const std::vector<std::string>& all,
                                        const std::vector<std::string>& wanted);

/// Keeps the samples of the chosen classes, with their labels in the order of these; says in the log how many
/// are left out.
/// @param all  that the labels stand for until now
void leave_out_classes(const std::vector<std::string>& all, const std::vector<std::string>& chosen,
                       Samples& samples);

}  // namespace affekt
