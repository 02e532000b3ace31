// The inputs of a prepared file, read in blocks: chosen rows are kept, all of them are digested.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/digest.h"
#include "store/hdf5_io.h"
#include "store/samples.h"

namespace affekt {

/// The values of all inputs, one behind the other.
inline const std::vector<uint8_t>& inputs_of(const ImageSamples& samples) {
  return samples.pixels;
}
inline const std::vector<int16_t>& inputs_of(const WaveformSamples& samples) {
  return samples.waves;
}

/// What stands before the values of the inputs in the content digest: how many and how large they are.
void start_input_digest(Sha256& digest, const ImageSamples& samples);
void start_input_digest(Sha256& digest, const WaveformSamples& samples);

/// Whether recording i can be waves[offsets[i], offsets[i + 1]), of so many values.
bool cuts_into_waveforms(const std::vector<int64_t>& offsets, size_t num_values);

/// 'split', one number a row. @throws Hdf5Failure also for a number that is no split
std::vector<Split> read_split_column(hid_t file);
/// Of a prepared file of one of these kinds, without reading its inputs. @throws DataError: it is none
SplitCounts count_split_column(const std::filesystem::path& path, const std::vector<std::string>& kinds);

/// @param kind    kImagesKind or kWaveformsKind
/// @param table   the other columns of all rows
/// @param rows    ascending rows of each selection; a row is in one selection at most
/// @param digest  is updated with the inputs of all rows
/// @return        the samples of each selection  @throws Hdf5Failure
std::vector<Samples> read_sample_rows(hid_t file, const std::string& kind, const SampleTable& table,
                                      const std::vector<std::vector<int64_t>>& rows, Sha256& digest);

}  // namespace affekt
