// From songs' points to valence and arousal: fits ridge regression and the small network, and compares both
// with the mean by cross-validation.
#pragma once

#include <cstdint>

#include "affect/affect_regression.h"
#include "affect/affect_samples.h"

namespace affekt {

struct AffectRegressionOptions {
  int64_t num_folds = 5;
  int64_t hidden_units = 32;     // of the network
  int64_t epochs = 40;           // of the network: a fixed number, no fold chooses it
  int64_t num_resamples = 1000;  // of the bootstrapped R2; songs of one artist are drawn together
  uint64_t seed = 1;
  int num_threads = 0;  // 0: thread_count(); every count gives the same bits
};

/// Refuses what fit_affect_regression would refuse, without fitting.
/// @throws DataError: fewer artists than folds, fewer than 20 songs, a target without variance
void check_affect_regression(const AffectSamples& samples, const AffectRegressionOptions& options);

/// Each fold's songs are predicted by fits to the others; no artist is in two folds. The fits that are kept
/// are to all songs. The network is exported only where it is better for sure: the interval of its gain in
/// mean R2 is above 0. One progress bar over all fits.
/// @throws as check_affect_regression; Interrupted
AffectRegression fit_affect_regression(const AffectSamples& samples, const AffectRegressionOptions& options);

}  // namespace affekt
