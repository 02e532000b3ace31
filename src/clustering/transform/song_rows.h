// Which songs of a catalogue are clustered, and their raw features: the rule for empty cells in one place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "store/song_catalogue.h"

namespace affekt {

struct SongRows {
  std::vector<int64_t> rows;    // [n], ascending rows of the catalogue
  std::vector<float> features;  // [n, D], raw, no empty cell
  std::vector<float> medians;   // [D], of the cells that are not empty, or as given
  int64_t num_dropped = 0;      // songs left out for an empty cell
  int64_t num_filled = 0;       // songs with a median in place of an empty cell

  MatrixView view() const {
    return {features.data(), static_cast<int64_t>(rows.size()), static_cast<int64_t>(medians.size())};
  }
};

struct SongRowsOptions {
  std::vector<std::string> columns;  // [D]
  std::string missing = "drop";      // drop | median
  std::vector<float> medians;        // [D], of the songs that a model was fitted on; empty: of these songs
};

/// @throws DataError: a column that the catalogue does not have (names those it has), or no song left
SongRows select_song_rows(const SongTable& songs, const SongRowsOptions& options);

}  // namespace affekt
