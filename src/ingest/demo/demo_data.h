// Small synthetic data sets in the real ones' official layouts, for trying things out and for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace affekt {

struct DemoDataOptions {
  std::string layout = "folders";  // fer2013: folders | csv | train_test; ravdess: folders | flat; emotic:
                                   // mat | csv; songs, listening: this
  uint64_t seed = 1;

  // fer2013: images, at least 7, 7 and 0, at most 1,000,000; emotic: people, at least 7 each, at most 100,000
  int64_t num_train = 2100, num_validation = 420, num_test = 420;
  double leak_fraction =
      0.01;  // of validation and test: exact copies of training images, as the real set has

  // ravdess: each actor speaks 30 recordings for a repetition
  int64_t num_actors = 8;          // 1..24
  int64_t num_repetitions = 1;     // 1 or 2
  int64_t sample_rate_hz = 16000;  // or 48000, as the real set has

  // songs
  int64_t num_songs = 4000;  // 100..1,000,000; listening: 240, at most 5,000

  // listening
  int64_t num_streams = 120;  // 2..2,000, of 60 to 140 plays
};

/// Names of the generator table: "fer2013", "ravdess", "emotic", "songs", "listening".
std::vector<std::string> demo_data_names();

/// The defaults of this data set, but for what is given.
/// @param numbers  by option: "--num-train"
/// @throws ConfigError for an unknown name, and for an option that the data set doesn't have
DemoDataOptions choose_demo_options(const std::string& name, const std::optional<std::string>& layout,
                                    const std::map<std::string, int64_t>& numbers);

/// Draws the data set into `directory`. All layouts hold the same samples. Scores on it mean nothing about
/// real people. A new directory appears complete or not at all; in that of an earlier call, what that call
/// wrote is replaced, and files of others stay where they are.
/// @throws ConfigError: unknown name or layout, counts out of range
/// @throws DataError: `directory` holds files and no demo data, or files of others in the place of the new
///         ones, or can't be written
void make_demo_data(const std::string& name, const std::filesystem::path& directory,
                    const DemoDataOptions& options);

}  // namespace affekt
