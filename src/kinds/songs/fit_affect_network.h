// The small network from songs' points to valence and arousal: trained, and turned into two linear maps.
#pragma once

#include <cstdint>
#include <vector>

#include "affect/affect_regression.h"
#include "affect/ridge_regression.h"

namespace affekt {

struct AffectNetworkOptions {
  int64_t hidden_units = 32;
  int64_t epochs = 40;  // a fixed number: no sample is held out to choose it
  uint64_t seed = 1;
};

struct AffectNetworkFit {
  LinearMap hidden, output;  // of points and targets in their own units: output(relu(hidden(point)))
};

/// Trains one hidden ReLU layer with AdamW, cosine schedule and mean squared error on standardised inputs and
/// targets, in the training loop that all networks share; the standardisation is then part of the maps. Runs
/// on one thread, since the matrices are small, so every thread count gives the same bits.
/// @param rows  which of the rows to fit to, at least 2
/// @throws Interrupted
AffectNetworkFit fit_affect_network(const RegressionData& data, const std::vector<int64_t>& rows,
                                    const AffectNetworkOptions& options);

}  // namespace affekt
