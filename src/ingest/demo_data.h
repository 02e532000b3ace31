// Small synthetic data sets in the real ones' official layouts, for trying things out and for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct DemoDataOptions {
  std::string layout = "folders";                                  // folders | csv | train_test
  int64_t num_train = 2100, num_validation = 420, num_test = 420;  // at least 7, 7 and 0
  double leak_fraction =
      0.01;  // of validation and test: exact copies of training pictures, as the real set has
  uint64_t seed = 1;
};

/// Names of the generator table: "fer2013".
std::vector<std::string> demo_data_names();

/// Draws the data set into `directory`, which appears complete or not at all. All layouts hold the same
/// samples. Scores on it mean nothing about real faces.
/// @throws ConfigError: unknown name or layout, counts out of range
/// @throws DataError: `directory` holds something that this function didn't make, or can't be written
void make_demo_data(const std::string& name, const std::filesystem::path& directory,
                    const DemoDataOptions& options);

}  // namespace affekt
