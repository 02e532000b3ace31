#include "store/read_sample_rows.h"

#include <algorithm>

#include "store/prepared_hdf5.h"

namespace affekt {
namespace {

constexpr int64_t kBlockValues = int64_t{1} << 21;  // so many, or one input

/// Where a row of the file goes.
constexpr int kNowhere = -1;
using Selections = std::vector<int>;  // [N], index of the selection, or kNowhere

Selections invert(const std::vector<std::vector<int64_t>>& rows, int64_t num_rows) {
  Selections selections(static_cast<size_t>(num_rows), kNowhere);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (const int64_t row : rows[i]) selections[static_cast<size_t>(row)] = static_cast<int>(i);
  }
  return selections;
}

/// Rows [first, last) whose values fill a block; `begin_of(i)` is where the values of row i begin.
template <class BeginOf>
int64_t find_end_of_block(int64_t first, int64_t num_rows, const BeginOf& begin_of) {
  int64_t last = first + 1;
  while (last < num_rows && begin_of(last + 1) - begin_of(first) <= kBlockValues) ++last;
  return last;
}

/// @param values_per_entry  of one step along the first axis of 'inputs'
/// @param begin_of          a row -> where its values begin
/// @param append            takes each row, its values and their number
template <class T, class BeginOf, class Append>
void read_in_blocks(const Hdf5Rows& inputs, hsize_t values_per_entry, int64_t num_rows,
                    const BeginOf& begin_of, Sha256& digest, const Append& append) {
  std::vector<T> block;
  for (int64_t first = 0; first < num_rows;) {
    const int64_t last = find_end_of_block(first, num_rows, begin_of);
    const auto begin = static_cast<hsize_t>(begin_of(first)), end = static_cast<hsize_t>(begin_of(last));
    block.resize(end - begin);
    if (end > begin) inputs.read(begin / values_per_entry, (end - begin) / values_per_entry, block.data());
    digest.update(block.data(), block.size() * sizeof(T));
    for (; first < last; ++first) {
      append(first, block.data() + (static_cast<hsize_t>(begin_of(first)) - begin),
             begin_of(first + 1) - begin_of(first));
    }
  }
}

std::vector<ImageSamples> read_images(hid_t file, const SampleTable& table,
                                      const std::vector<std::vector<int64_t>>& rows, Sha256& digest) {
  const Hdf5Rows inputs(file, "inputs", 4, Hdf5Type<uint8_t>::memory());
  const std::vector<hsize_t>& shape = inputs.shape();
  ImageSamples frame;
  frame.num_samples = static_cast<int64_t>(shape[0]);
  frame.channels = static_cast<int64_t>(shape[1]);
  frame.height = static_cast<int64_t>(shape[2]);
  frame.width = static_cast<int64_t>(shape[3]);
  if (frame.num_samples != table.num_samples)
    throw Hdf5Failure("'targets/class' has another number of rows than 'inputs'");
  const auto size = static_cast<int64_t>(count_bytes({shape[1], shape[2], shape[3]}, 1, "'inputs'"));
  start_input_digest(digest, frame);

  std::vector<ImageSamples> selected(rows.size(), frame);
  for (size_t i = 0; i < rows.size(); ++i)
    selected[i].pixels.reserve(rows[i].size() * static_cast<size_t>(size));
  const Selections selections = invert(rows, table.num_samples);
  read_in_blocks<uint8_t>(
      inputs, static_cast<hsize_t>(std::max<int64_t>(size, 1)), table.num_samples,
      [&](int64_t row) { return row * size; }, digest,
      [&](int64_t row, const uint8_t* pixels, int64_t count) {
        const int selection = selections[static_cast<size_t>(row)];
        if (selection == kNowhere) return;
        auto& kept = selected[static_cast<size_t>(selection)].pixels;
        kept.insert(kept.end(), pixels, pixels + count);
      });
  return selected;
}

std::vector<WaveformSamples> read_waveforms(hid_t file, const SampleTable& table,
                                            const std::vector<std::vector<int64_t>>& rows, Sha256& digest) {
  const Hdf5Rows inputs(file, "inputs", 1, Hdf5Type<int16_t>::memory());
  WaveformSamples frame;
  frame.sample_rate_hz = read_int_attribute(file, "sample_rate_hz");
  frame.offsets = read_numbers<int64_t>(file, "offsets");
  if (!cuts_into_waveforms(frame.offsets, inputs.shape()[0]))
    throw Hdf5Failure("'offsets' doesn't cut 'inputs' into recordings");
  frame.num_samples = static_cast<int64_t>(frame.offsets.size()) - 1;
  if (frame.num_samples != table.num_samples)
    throw Hdf5Failure("'targets/class' has another number of rows than 'inputs'");
  start_input_digest(digest, frame);

  const auto begin_of = [&](int64_t row) { return frame.offsets[static_cast<size_t>(row)]; };
  std::vector<WaveformSamples> selected(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    int64_t num_values = 0;
    for (const int64_t row : rows[i]) num_values += begin_of(row + 1) - begin_of(row);
    selected[i].sample_rate_hz = frame.sample_rate_hz;
    selected[i].waves.reserve(static_cast<size_t>(num_values));
  }
  const Selections selections = invert(rows, table.num_samples);
  read_in_blocks<int16_t>(inputs, 1, table.num_samples, begin_of, digest,
                          [&](int64_t row, const int16_t* wave, int64_t count) {
                            const int selection = selections[static_cast<size_t>(row)];
                            if (selection == kNowhere) return;
                            WaveformSamples& kept = selected[static_cast<size_t>(selection)];
                            kept.waves.insert(kept.waves.end(), wave, wave + count);
                            kept.offsets.push_back(static_cast<int64_t>(kept.waves.size()));
                          });
  return selected;
}

/// The other columns of each selection.
template <class KindOfSamples>
std::vector<Samples> add_tables(std::vector<KindOfSamples> inputs, const SampleTable& table,
                                const std::vector<std::vector<int64_t>>& rows) {
  std::vector<Samples> samples;
  for (size_t i = 0; i < inputs.size(); ++i) {
    static_cast<SampleTable&>(inputs[i]) = select_table_rows(table, rows[i]);
    samples.emplace_back(std::move(inputs[i]));
  }
  return samples;
}

}  // namespace

void start_input_digest(Sha256& digest, const ImageSamples& samples) {
  for (const int64_t extent : {samples.num_samples, samples.channels, samples.height, samples.width}) {
    update_with_number(digest, extent);
  }
}

void start_input_digest(Sha256& digest, const WaveformSamples& samples) {
  update_with_number(digest, samples.num_samples);
  update_with_number(digest, samples.sample_rate_hz);
  for (const int64_t offset : samples.offsets) update_with_number(digest, offset);
}

bool cuts_into_waveforms(const std::vector<int64_t>& offsets, size_t num_values) {
  return !offsets.empty() && offsets.front() == 0 && std::is_sorted(offsets.begin(), offsets.end()) &&
         offsets.back() == static_cast<int64_t>(num_values);
}

std::vector<Split> read_split_column(hid_t file) {
  std::vector<Split> splits;
  for (const uint8_t number : read_numbers<uint8_t>(file, "split")) {
    if (number > 2) throw Hdf5Failure("'split' holds a number above 2");
    splits.push_back(static_cast<Split>(number));
  }
  return splits;
}

SplitCounts count_split_column(const std::filesystem::path& path, const std::vector<std::string>& kinds) {
  SplitCounts counts;
  read_prepared_envelope(path, kinds, [&](hid_t file, const PreparedEnvelope&) {
    counts = count_splits(read_split_column(file));
    return "";
  });
  return counts;
}

std::vector<Samples> read_sample_rows(hid_t file, const std::string& kind, const SampleTable& table,
                                      const std::vector<std::vector<int64_t>>& rows, Sha256& digest) {
  return kind == kImagesKind ? add_tables(read_images(file, table, rows, digest), table, rows)
                             : add_tables(read_waveforms(file, table, rows, digest), table, rows);
}

}  // namespace affekt
