// `affekt sweep`: one config trained with many choices of values, the best one chosen on validation, and that
// one alone evaluated on the split that chose nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "search/trials.h"

namespace affekt {

struct SearchRequest {
  std::filesystem::path config;
  std::vector<std::string> overrides;  // --set, of all trials
  std::vector<std::string> over;       // --over, see search_axis.h; at least one
  SearchOptions options;
  std::filesystem::path folder;  // empty: experiments/<name>_sweep
  bool resume = false, overwrite = false;
  int64_t num_at_once = 0;  // trainings; 0: as many as have cores of their own, by train.num_threads
};

/// Writes into the folder: configs/ and a run directory for each training, trials.csv, report.html (.md,
/// .json) with figures/parallel_coordinates.svg, winner.yaml. The winner's run directory gets its report and
/// model.onnx. Prints both results.
///
/// How far a sweep is, its folder's files alone tell: whatever ends it, `resume` goes on, to the same table.
/// Trainings that fail by their own values (a loss that is not finite) give no score and are tried again by
/// `resume`. Successive halving trains anew on each rung, since the schedule of a training spans all of its
/// epochs.
/// @throws ConfigError before anything is trained: a key or value of any trial, a kind without a score on
///         validation data, options that exclude each other, with `resume` another sweep than that of the
///         folder; DataError: every training failed; ArtifactError: the folder is somebody else's or in use,
///         the machine failed; Interrupted: the trainings are saved
void run_search(const SearchRequest& request);

}  // namespace affekt
