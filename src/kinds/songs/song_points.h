// Which songs of a catalogue are clustered, and where they lie in the clustered space; all that can be known
// to go wrong is found here, before anything of a former run is removed.
#pragma once

#include <vector>

#include "clustering/transform/feature_transform.h"
#include "clustering/transform/song_rows.h"
#include "config/experiment_config.h"
#include "store/matrix_file.h"
#include "store/song_catalogue.h"

namespace affekt {

struct SongPoints {
  SongRows songs;
  FeatureTransform transform;
  std::vector<float> points;  // [n, P]

  MatrixView view() const {
    return {points.data(), static_cast<int64_t>(songs.rows.size()), transform.num_outputs()};
  }
};

/// The used columns with cells that could not be read.
std::vector<std::string> find_unreadable_columns(const ExperimentConfig& config,
                                                 const SongCatalogue& catalogue);

/// @throws DataError: columns with cells that can't be read, unless data.on_bad_sample is skip; as
///         select_song_rows and fit_transform. ConfigError: columns that the catalogue lacks
SongPoints make_song_points(const ExperimentConfig& config, const SongCatalogue& catalogue);

/// What would keep these points from being clustered as the config says. @throws DataError naming all of it
void check_clustering(const ExperimentConfig& config, const SongCatalogue& catalogue,
                      const SongPoints& points);

/// Both; where they fail, the message ends with changes of the config that have been tried, and work.
/// @throws as both
SongPoints make_checked_song_points(const ExperimentConfig& config, const SongCatalogue& catalogue);

/// Points in memory, handed out block by block as those of a file would be.
class PointSource : public RowSource {
 public:
  explicit PointSource(MatrixView points) : points_(points) {}
  int64_t num_rows() const override { return points_.num_rows; }
  int64_t num_columns() const override { return points_.num_columns; }
  void read(int64_t first, int64_t count, float* rows) override;

 private:
  MatrixView points_;
};

}  // namespace affekt
