// Every method's ranks scored: over all warm plays beside the strongest baseline, and over plays of one sort.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "evaluation/next_song/next_song_report.h"

namespace affekt {

/// Adds bootstrap, metrics, methods, baselines, strongest_baseline, subsets and
/// leaks.without_train_duplicates to report.json's content, which has leaks: see next_song_report.h.
void add_next_song_scores(const NextSongReportFacts& input, nlohmann::json& facts);

/// What JSON can say: null for a value that is not finite.
nlohmann::json number_or_null(double value);

}  // namespace affekt
