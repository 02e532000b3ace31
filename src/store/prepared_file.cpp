#include "store/prepared_file.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "store/prepared_hdf5.h"
#include "store/read_sample_rows.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kSampleKinds = {kImagesKind, kWaveformsKind};

/// Everything a model could see of the samples but the inputs, which come first in the digest.
std::string finish_digest(Sha256& digest, const SampleTable& table, const PreparedInfo& info) {
  digest.update(table.labels.data(), table.labels.size() * sizeof(int32_t));
  digest.update(table.splits.data(), table.splits.size() * sizeof(Split));
  update_with_texts(digest, table.source_ids);
  update_with_texts(digest, info.class_names);
  if (!table.groups.empty()) update_with_texts(digest, table.groups);
  return digest.finish();
}

std::string compute_content_digest(const PreparedData& prepared) {
  Sha256 digest;
  std::visit(
      [&](const auto& samples) {
        start_input_digest(digest, samples);
        const auto& values = inputs_of(samples);
        digest.update(values.data(), values.size() * sizeof(values[0]));
      },
      prepared.samples);
  return finish_digest(digest, table_of(prepared.samples), prepared.info);
}

size_t count_inputs(const ImageSamples& samples) {
  const auto size = static_cast<size_t>(samples.channels * samples.height * samples.width);
  AFFEKT_CHECK(samples.pixels.size() == size * static_cast<size_t>(samples.num_samples),
               "the pixels are not those of all images");
  return static_cast<size_t>(samples.num_samples);
}

size_t count_inputs(const WaveformSamples& samples) {
  AFFEKT_CHECK(cuts_into_waveforms(samples.offsets, samples.waves.size()),
               "the offsets don't cut the waves into recordings");
  return samples.offsets.size() - 1;
}

void check_consistent(const Samples& samples) {
  const size_t n = std::visit([](const auto& kind) { return count_inputs(kind); }, samples);
  const SampleTable& table = table_of(samples);
  AFFEKT_CHECK(static_cast<size_t>(table.num_samples) == n && table.labels.size() == n &&
                   table.splits.size() == n && table.source_ids.size() == n &&
                   table.has_train_duplicate.size() == n &&
                   (table.groups.empty() || table.groups.size() == n),
               "the members of the samples disagree on their number");
}

void write_inputs(hid_t file, const ImageSamples& samples) {
  write_array(file,
              {"inputs",
               {static_cast<hsize_t>(samples.num_samples), static_cast<hsize_t>(samples.channels),
                static_cast<hsize_t>(samples.height), static_cast<hsize_t>(samples.width)}},
              samples.pixels.data());
}

void write_inputs(hid_t file, const WaveformSamples& samples) {
  write_attribute(file, "sample_rate_hz", static_cast<int32_t>(samples.sample_rate_hz));
  write_array(file, {"inputs", {samples.waves.size()}}, samples.waves.data());
  write_array(file, {"offsets", {samples.offsets.size()}}, samples.offsets.data());
}

void write_members(hid_t file, const PreparedData& prepared) {
  std::visit([&](const auto& samples) { write_inputs(file, samples); }, prepared.samples);
  const SampleTable& table = table_of(prepared.samples);
  const auto n = static_cast<hsize_t>(table.num_samples);
  write_array(file, {"targets/class", {n}}, table.labels.data());
  write_array(file, {"split", {n}}, reinterpret_cast<const uint8_t*>(table.splits.data()));
  write_array(file, {"has_train_duplicate", {n}}, table.has_train_duplicate.data());
  write_texts(file, "source_id", table.source_ids);
  if (!table.groups.empty()) write_texts(file, "group", table.groups);
  write_json(file, "audit", prepared.info.audit);
  write_json(file, "skipped", prepared.info.skipped);
  write_attribute(file, "class_names", prepared.info.class_names);
}

PreparedInfo read_prepared_fields(hid_t file, const PreparedEnvelope& envelope) {
  return {envelope, read_text_attributes(file, "class_names"), read_json(file, "skipped"),
          read_json(file, "audit")};
}

SampleTable read_table(hid_t file, const PreparedInfo& info) {
  SampleTable table;
  table.labels = read_numbers<int32_t>(file, "targets/class");
  const auto n = static_cast<hsize_t>(table.labels.size());
  table.num_samples = static_cast<int64_t>(n);
  read_column(file, "has_train_duplicate", n, table.has_train_duplicate);
  table.splits = read_split_column(file);
  table.source_ids = read_texts(file, "source_id");
  if (H5Lexists(file, "group", H5P_DEFAULT) > 0) table.groups = read_texts(file, "group");
  if (table.splits.size() != n || table.source_ids.size() != n ||
      (!table.groups.empty() && table.groups.size() != n)) {
    throw Hdf5Failure("'split', 'source_id' or 'group' has another number of rows than 'targets/class'");
  }
  for (const int32_t label : table.labels) {
    if (label < 0 || label >= static_cast<int32_t>(info.class_names.size())) {
      throw Hdf5Failure("class " + std::to_string(label) + " has no name");
    }
  }
  return table;
}

/// @param select  the rows to keep, several selections of them
template <class Select>
PreparedSplitData read_rows(const fs::path& path, const Select& select) {
  PreparedSplitData read;
  read_prepared_envelope(path, kSampleKinds, [&](hid_t file, const PreparedEnvelope& envelope) {
    read.info = read_prepared_fields(file, envelope);
    const SampleTable table = read_table(file, read.info);
    Sha256 digest;
    read.samples = read_sample_rows(file, envelope.kind, table, select(table), digest);
    return finish_digest(digest, table, read.info);
  });
  return read;
}

}  // namespace

void write_prepared(const fs::path& path, const PreparedData& prepared) {
  check_consistent(prepared.samples);
  PreparedEnvelope envelope = prepared.info;
  envelope.kind = kind_of(prepared.samples);
  envelope.content_digest = compute_content_digest(prepared);
  write_prepared_envelope(path, envelope, [&](hid_t file) { write_members(file, prepared); });
}

PreparedData read_prepared(const fs::path& path) {
  PreparedSplitData read = read_rows(path, [](const SampleTable& table) {
    std::vector<int64_t> all(static_cast<size_t>(table.num_samples));
    std::iota(all.begin(), all.end(), int64_t{0});
    return std::vector<std::vector<int64_t>>{all};
  });
  return {std::move(read.info), std::move(read.samples.front())};
}

PreparedSplitData read_prepared_splits(const fs::path& path, const std::vector<Split>& splits) {
  return read_rows(path, [&](const SampleTable& table) {
    std::vector<std::vector<int64_t>> rows;
    for (const Split split : splits) rows.push_back(rows_of_split(table.splits, split));
    return rows;
  });
}

PreparedData read_prepared_split(const fs::path& path, Split split) {
  PreparedSplitData read = read_prepared_splits(path, {split});
  return {std::move(read.info), std::move(read.samples.front())};
}

PreparedInfo read_prepared_info(const fs::path& path) {
  PreparedInfo info;
  read_prepared_envelope(path, kSampleKinds, [&](hid_t file, const PreparedEnvelope& envelope) {
    info = read_prepared_fields(file, envelope);
    return "";
  });
  return info;
}

SplitCounts count_splits(const fs::path& path) {
  return count_split_column(path, kSampleKinds);
}

}  // namespace affekt
