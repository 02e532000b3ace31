// Pictures for the report on people: where the network looked (Grad-CAM).
#pragma once

#include <cstdint>
#include <vector>

#include "evaluation/affect/affect_report.h"
#include "models/network.h"
#include "store/prepared_rows.h"

namespace affekt {

/// Of each person shown the network's images side by side, each plain and with where it looked for the
/// category that it finds most probable. Half are people whose labels lack that category, then those who have
/// it; those stand first whose category is the most probable.
/// @param rows   of the file: the samples of `predictions`
/// @param count  how many people
PeopleSaliency show_where_it_looked(Network& network, const PreparedRowsReader& file,
                                    const std::vector<int64_t>& rows, const AffectPredictions& predictions,
                                    int64_t count);

}  // namespace affekt
