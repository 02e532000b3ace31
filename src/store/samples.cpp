#include "store/samples.h"

#include <algorithm>

#include "core/error.h"

namespace affekt {
const char* split_name(Split split) {
  switch (split) {
    case Split::kTrain:
      return "train";
    case Split::kValidation:
      return "validation";
    case Split::kTest:
      return "test";
  }
  AFFEKT_CHECK(false, "no such split");
}

Split split_from_name(const std::string& name) {
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    if (name == split_name(split)) return split;
  }
  throw ConfigError("split: 'train', 'validation' or 'test' expected, '" + name + "' got");
}

const SampleTable& table_of(const Samples& samples) {
  return std::visit([](const auto& kind) -> const SampleTable& { return kind; }, samples);
}

SampleTable& table_of(Samples& samples) {
  return std::visit([](auto& kind) -> SampleTable& { return kind; }, samples);
}

const char* kind_of(const Samples& samples) {
  return std::holds_alternative<ImageSamples>(samples) ? kImagesKind : kWaveformsKind;
}

const ImageSamples& images_of(const Samples& samples) {
  if (const auto* images = std::get_if<ImageSamples>(&samples)) return *images;
  throw DataError(std::string("a data set of images expected, one of ") + kind_of(samples) + " got");
}

const WaveformSamples& waveforms_of(const Samples& samples) {
  if (const auto* waveforms = std::get_if<WaveformSamples>(&samples)) return *waveforms;
  throw DataError(std::string("a data set of waveforms expected, one of ") + kind_of(samples) + " got");
}

std::vector<int64_t> rows_of_split(const std::vector<Split>& splits, Split split) {
  std::vector<int64_t> rows;
  for (size_t i = 0; i < splits.size(); ++i) {
    if (splits[i] == split) rows.push_back(static_cast<int64_t>(i));
  }
  return rows;
}

int64_t SplitCounts::of(Split split) const {
  return split == Split::kTrain ? train : split == Split::kValidation ? validation : test;
}

SplitCounts count_splits(const std::vector<Split>& splits) {
  const auto count = [&](Split split) { return std::count(splits.begin(), splits.end(), split); };
  return {count(Split::kTrain), count(Split::kValidation), count(Split::kTest)};
}

SampleTable select_table_rows(const SampleTable& table, const std::vector<int64_t>& rows) {
  SampleTable selected;
  for (const int64_t i : rows) {
    const auto row = static_cast<size_t>(i);
    selected.labels.push_back(table.labels[row]);
    selected.splits.push_back(table.splits[row]);
    selected.source_ids.push_back(table.source_ids[row]);
    selected.has_train_duplicate.push_back(table.has_train_duplicate[row]);
    if (!table.groups.empty()) selected.groups.push_back(table.groups[row]);
  }
  selected.num_samples = static_cast<int64_t>(rows.size());
  return selected;
}

ImageSamples select_rows(const ImageSamples& samples, const std::vector<int64_t>& rows) {
  ImageSamples selected;
  selected.channels = samples.channels;
  selected.height = samples.height;
  selected.width = samples.width;
  const int64_t size = samples.channels * samples.height * samples.width;
  for (const int64_t row : rows) {
    const auto begin = samples.pixels.begin() + row * size;
    selected.pixels.insert(selected.pixels.end(), begin, begin + size);
  }
  static_cast<SampleTable&>(selected) = select_table_rows(samples, rows);
  return selected;
}

WaveformSamples select_rows(const WaveformSamples& samples, const std::vector<int64_t>& rows) {
  WaveformSamples selected;
  selected.sample_rate_hz = samples.sample_rate_hz;
  for (const int64_t row : rows) {
    const int16_t* wave = samples.wave(row);
    selected.waves.insert(selected.waves.end(), wave, wave + samples.length(row));
    selected.offsets.push_back(static_cast<int64_t>(selected.waves.size()));
  }
  static_cast<SampleTable&>(selected) = select_table_rows(samples, rows);
  return selected;
}

ImageSamples select_split(const ImageSamples& samples, Split split) {
  return select_rows(samples, rows_of_split(samples.splits, split));
}

WaveformSamples select_split(const WaveformSamples& samples, Split split) {
  return select_rows(samples, rows_of_split(samples.splits, split));
}

Samples select_split(const Samples& samples, Split split) {
  return std::visit([&](const auto& kind) -> Samples { return select_split(kind, split); }, samples);
}

}  // namespace affekt
