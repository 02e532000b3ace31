#include "store/prepared_file.h"

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "store/hdf5_io.h"
#include "store/prepared_hdf5.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

PreparedKinds sample_kinds() {
  return {{kPicturesKind, kWaveformsKind}, kPreparedSchemaVersion};
}

void update_with_inputs(Sha256& digest, const ImageSamples& samples) {
  for (const int64_t extent : {samples.num_samples, samples.channels, samples.height, samples.width}) {
    update_with_number(digest, extent);
  }
  digest.update(samples.pixels.data(), samples.pixels.size());
}

void update_with_inputs(Sha256& digest, const WaveformSamples& samples) {
  update_with_number(digest, samples.num_samples);
  update_with_number(digest, samples.sample_rate_hz);
  for (const int64_t offset : samples.offsets) update_with_number(digest, offset);
  digest.update(samples.waves.data(), samples.waves.size() * sizeof(int16_t));
}

/// Everything a model could see of the samples, with lengths in front so that no two contents give one
/// stream.
std::string compute_content_digest(const PreparedData& prepared) {
  Sha256 digest;
  std::visit([&](const auto& samples) { update_with_inputs(digest, samples); }, prepared.samples);
  const SampleTable& table = table_of(prepared.samples);
  digest.update(table.labels.data(), table.labels.size() * sizeof(int32_t));
  digest.update(table.splits.data(), table.splits.size() * sizeof(Split));
  update_with_texts(digest, table.source_ids);
  update_with_texts(digest, prepared.info.class_names);
  if (!table.groups.empty()) update_with_texts(digest, table.groups);
  return digest.finish();
}

size_t count_inputs(const ImageSamples& samples) {
  const auto size = static_cast<size_t>(samples.channels * samples.height * samples.width);
  AFFEKT_CHECK(samples.pixels.size() == size * static_cast<size_t>(samples.num_samples),
               "the pixels are not those of all pictures");
  return static_cast<size_t>(samples.num_samples);
}

size_t count_inputs(const WaveformSamples& samples) {
  AFFEKT_CHECK(!samples.offsets.empty() && samples.offsets.front() == 0 &&
                   std::is_sorted(samples.offsets.begin(), samples.offsets.end()) &&
                   samples.offsets.back() == static_cast<int64_t>(samples.waves.size()),
               "the offsets don't cut the waves into clips");
  return samples.offsets.size() - 1;
}

void check_consistent(const Samples& samples) {
  const size_t n = std::visit([](const auto& kind) { return count_inputs(kind); }, samples);
  const SampleTable& table = table_of(samples);
  AFFEKT_CHECK(static_cast<size_t>(table.num_samples) == n && table.labels.size() == n &&
                   table.splits.size() == n && table.source_ids.size() == n &&
                   table.has_train_duplicate.size() == n && (table.groups.empty() || table.groups.size() == n),
               "the members of the samples disagree on their number");
}

void write_inputs(hid_t file, const ImageSamples& samples) {
  write_attribute(file, kKindAttribute, std::string(kPicturesKind));
  write_array(file,
              {"inputs",
               {static_cast<hsize_t>(samples.num_samples), static_cast<hsize_t>(samples.channels),
                static_cast<hsize_t>(samples.height), static_cast<hsize_t>(samples.width)}},
              samples.pixels.data());
}

void write_inputs(hid_t file, const WaveformSamples& samples) {
  write_attribute(file, kKindAttribute, std::string(kWaveformsKind));
  write_attribute(file, "sample_rate_hz", static_cast<int32_t>(samples.sample_rate_hz));
  write_array(file, {"inputs", {samples.waves.size()}}, samples.waves.data());
  write_array(file, {"offsets", {samples.offsets.size()}}, samples.offsets.data());
}

void write_members(hid_t file, const PreparedData& prepared, const PreparedInfo& info) {
  std::visit([&](const auto& samples) { write_inputs(file, samples); }, prepared.samples);
  const SampleTable& table = table_of(prepared.samples);
  const auto n = static_cast<hsize_t>(table.num_samples);
  write_array(file, {"targets/class", {n}}, table.labels.data());
  write_array(file, {"split", {n}}, reinterpret_cast<const uint8_t*>(table.splits.data()));
  write_array(file, {"has_train_duplicate", {n}}, table.has_train_duplicate.data());
  write_texts(file, "source_id", table.source_ids);
  if (!table.groups.empty()) write_texts(file, "group", table.groups);
  write_text(file, "audit", info.audit.dump());
  write_text(file, "skipped", info.skipped.dump());
  write_attribute(file, "schema_version", info.schema_version);
  write_attribute(file, "dataset_name", info.dataset_name);
  write_attribute(file, "class_names", info.class_names);
  write_attribute(file, "ingest_options", info.ingest_options);
  write_attribute(file, "source_digest", info.source_digest);
  write_attribute(file, "content_digest", info.content_digest);
  write_attribute(file, "tool_version", info.tool_version);
}

PreparedInfo read_info(hid_t file) {
  PreparedInfo info;
  info.schema_version = read_int_attribute(file, "schema_version");
  info.dataset_name = read_text_attribute(file, "dataset_name");
  info.class_names = read_text_attributes(file, "class_names");
  info.ingest_options = read_text_attribute(file, "ingest_options");
  info.source_digest = read_text_attribute(file, "source_digest");
  info.content_digest = read_text_attribute(file, "content_digest");
  info.tool_version = read_text_attribute(file, "tool_version");
  info.skipped = nlohmann::json::parse(read_text(file, "skipped"));
  info.audit = nlohmann::json::parse(read_text(file, "audit"));
  return info;
}

ImageSamples read_pictures(hid_t file) {
  const std::vector<hsize_t> shape = read_shape(file, "inputs", 4);
  ImageSamples samples;
  samples.num_samples = static_cast<int64_t>(shape[0]);
  samples.channels = static_cast<int64_t>(shape[1]);
  samples.height = static_cast<int64_t>(shape[2]);
  samples.width = static_cast<int64_t>(shape[3]);
  samples.pixels.resize(shape[0] * shape[1] * shape[2] * shape[3]);
  read_array(file, "inputs", samples.pixels.data());
  return samples;
}

WaveformSamples read_waveforms(hid_t file) {
  WaveformSamples samples;
  samples.sample_rate_hz = read_int_attribute(file, "sample_rate_hz");
  samples.offsets.resize(read_shape(file, "offsets", 1)[0]);
  read_array(file, "offsets", samples.offsets.data());
  samples.waves.resize(read_shape(file, "inputs", 1)[0]);
  read_array(file, "inputs", samples.waves.data());
  const auto& offsets = samples.offsets;
  if (offsets.empty() || offsets.front() != 0 || !std::is_sorted(offsets.begin(), offsets.end()) ||
      offsets.back() != static_cast<int64_t>(samples.waves.size())) {
    throw Hdf5Failure("'offsets' doesn't cut 'inputs' into clips");
  }
  samples.num_samples = static_cast<int64_t>(offsets.size()) - 1;
  return samples;
}

void read_splits(hid_t file, hsize_t num_samples, std::vector<Split>& splits) {
  std::vector<uint8_t> numbers;
  read_column(file, "split", num_samples, numbers);
  if (std::any_of(numbers.begin(), numbers.end(), [](uint8_t number) { return number > 2; })) {
    throw Hdf5Failure("'split' holds a number above 2");
  }
  for (const uint8_t number : numbers) splits.push_back(static_cast<Split>(number));
}

void read_table(hid_t file, const PreparedInfo& info, SampleTable& table) {
  const auto n = static_cast<hsize_t>(table.num_samples);
  read_column(file, "targets/class", n, table.labels);
  read_column(file, "has_train_duplicate", n, table.has_train_duplicate);
  read_splits(file, n, table.splits);
  table.source_ids = read_texts(file, "source_id");
  if (H5Lexists(file, "group", H5P_DEFAULT) > 0) table.groups = read_texts(file, "group");
  if (table.source_ids.size() != n || (!table.groups.empty() && table.groups.size() != n)) {
    throw Hdf5Failure("'source_id' or 'group' has another number of rows than 'inputs'");
  }
  for (const int32_t label : table.labels) {
    if (label < 0 || label >= static_cast<int32_t>(info.class_names.size())) {
      throw Hdf5Failure("class " + std::to_string(label) + " has no name");
    }
  }
}

Samples read_samples(hid_t file, const PreparedInfo& info) {
  const std::string kind = read_text_attribute(file, kKindAttribute);
  Samples samples;
  if (kind == kPicturesKind) {
    samples = read_pictures(file);
  } else if (kind == kWaveformsKind) {
    samples = read_waveforms(file);
  } else {
    throw Hdf5Failure("'input_kind' is '" + kind + "'");
  }
  read_table(file, info, table_of(samples));
  return samples;
}

}  // namespace

void write_prepared(const fs::path& path, const PreparedData& prepared) {
  check_consistent(prepared.samples);
  PreparedInfo info = prepared.info;
  info.schema_version = kPreparedSchemaVersion;
  info.content_digest = compute_content_digest(prepared);
  write_prepared_file(path, [&](hid_t file) { write_members(file, prepared, info); });
}

PreparedData read_prepared(const fs::path& path) {
  PreparedData prepared = read_or_explain(path, [&] {
    const Hdf5Handle file = open_prepared_file(path, sample_kinds());
    PreparedInfo info = read_info(file.get());
    Samples samples = read_samples(file.get(), info);
    return PreparedData{std::move(info), std::move(samples)};
  });
  check_content_digest(path, prepared.info.content_digest, compute_content_digest(prepared));
  return prepared;
}

PreparedInfo read_prepared_info(const fs::path& path) {
  return read_or_explain(path, [&] { return read_info(open_prepared_file(path, sample_kinds()).get()); });
}

int64_t SplitCounts::of(Split split) const {
  return split == Split::kTrain ? train : split == Split::kValidation ? validation : test;
}

SplitCounts count_splits(const fs::path& path) {
  return read_or_explain(path, [&] {
    const Hdf5Handle file = open_prepared_file(path, sample_kinds());
    std::vector<Split> splits;
    read_splits(file.get(), read_shape(file.get(), "split", 1)[0], splits);
    SplitCounts counts;
    counts.train = std::count(splits.begin(), splits.end(), Split::kTrain);
    counts.validation = std::count(splits.begin(), splits.end(), Split::kValidation);
    counts.test = std::count(splits.begin(), splits.end(), Split::kTest);
    return counts;
  });
}

}  // namespace affekt
