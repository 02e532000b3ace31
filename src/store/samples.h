// Samples in memory: images or waveforms, with the columns that every kind has; choosing rows of them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

enum class Split : uint8_t { kTrain = 0, kValidation = 1, kTest = 2 };
/// "train", "validation", "test".
const char* split_name(Split split);
/// @throws ConfigError for any other name
Split split_from_name(const std::string& name);

struct SplitCounts {
  int64_t train = 0, validation = 0, test = 0;
  int64_t of(Split split) const;
};
SplitCounts count_splits(const std::vector<Split>& splits);

/// What every kind of sample has. Row i of every member belongs to the same sample.
struct SampleTable {
  int64_t num_samples = 0;
  std::vector<int32_t> labels;               // [N], index into PreparedInfo::class_names
  std::vector<Split> splits;                 // [N]
  std::vector<std::string> source_ids;       // [N], path inside the data set, or "fer2013.csv:LINE"
  std::vector<uint8_t> has_train_duplicate;  // [N], 1: an exact or near duplicate of it is in the train split
  std::vector<std::string> groups;  // [N], whom the sample is of ("Actor_05"); empty: the set knows no groups
};

/// Images with one class each, in memory.
struct ImageSamples : SampleTable {
  int64_t channels = 1, height = 0, width = 0;
  std::vector<uint8_t> pixels;  // [N, C, H, W]
};

/// Mono waveforms of different lengths with one class each, in memory.
struct WaveformSamples : SampleTable {
  int64_t sample_rate_hz = 16000;
  std::vector<int64_t> offsets = {0};  // [N + 1], wave i is waves[offsets[i], offsets[i + 1])
  std::vector<int16_t> waves;          // see sixteen_bit.h

  const int16_t* wave(int64_t i) const { return waves.data() + offsets[static_cast<size_t>(i)]; }
  int64_t length(int64_t i) const {
    return offsets[static_cast<size_t>(i) + 1] - offsets[static_cast<size_t>(i)];
  }
};

using Samples = std::variant<ImageSamples, WaveformSamples>;

const SampleTable& table_of(const Samples& samples);
SampleTable& table_of(Samples& samples);
constexpr char kImagesKind[] = "images", kWaveformsKind[] = "waveforms";
/// One of these two.
const char* kind_of(const Samples& samples);
/// @throws DataError if they are of another kind
const ImageSamples& images_of(const Samples& samples);
const WaveformSamples& waveforms_of(const Samples& samples);

/// Ascending rows of one split.
std::vector<int64_t> rows_of_split(const std::vector<Split>& splits, Split split);
/// All columns but the inputs, of the rows whose index is given, in that order.
SampleTable select_table_rows(const SampleTable& table, const std::vector<int64_t>& rows);
/// The samples of these rows.
ImageSamples select_rows(const ImageSamples& samples, const std::vector<int64_t>& rows);
WaveformSamples select_rows(const WaveformSamples& samples, const std::vector<int64_t>& rows);

/// The samples of one split, in file order.
ImageSamples select_split(const ImageSamples& samples, Split split);
WaveformSamples select_split(const WaveformSamples& samples, Split split);
Samples select_split(const Samples& samples, Split split);

}  // namespace affekt
