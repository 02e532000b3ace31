#include "ingest/audit/leak_audit.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "ingest/audit/pixel_correlation.h"

namespace affekt {
namespace {

constexpr double kMinDeviation = 2.0;  // grey levels; below, an image is blank but for compression noise

int64_t image_size(const ImageSamples& samples) {
  return samples.channels * samples.height * samples.width;
}

const uint8_t* image(const ImageSamples& samples, int64_t row) {
  return samples.pixels.data() + row * image_size(samples);
}

/// Mean over the channels.
std::vector<uint8_t> to_grey(const ImageSamples& samples, int64_t row) {
  const int64_t size = samples.height * samples.width;
  const uint8_t* pixels = image(samples, row);
  std::vector<uint8_t> grey(as_index(size));
  for (int64_t i = 0; i < size; ++i) {
    int sum = 0;
    for (int64_t c = 0; c < samples.channels; ++c) sum += pixels[c * size + i];
    grey[as_index(i)] = static_cast<uint8_t>(sum / samples.channels);
  }
  return grey;
}

double deviation_of(const std::vector<uint8_t>& grey) {
  double sum = 0, squares = 0;
  for (const uint8_t value : grey) {
    sum += value;
    squares += double{1} * value * value;
  }
  const double mean = sum / static_cast<double>(grey.size());
  return std::sqrt(std::max(0.0, squares / static_cast<double>(grey.size()) - mean * mean));
}

ImageHashes hash_all(const ImageSamples& samples) {
  ImageHashes hashes;
  hashes.of_row.resize(as_index(samples.num_samples));
  hashes.is_constant.resize(as_index(samples.num_samples));
  const PerceptualHasher hasher(samples.height, samples.width);
  parallel_for(samples.num_samples, thread_count(), [&](int64_t row) {
    throw_if_interrupted("the leak audit");
    const std::vector<uint8_t> grey = to_grey(samples, row);
    hashes.is_constant[as_index(row)] = deviation_of(grey) < kMinDeviation;
    hashes.of_row[as_index(row)] = hasher.hash(grey.data());
  });
  return hashes;
}

/// The partners of one sample in earlier splits.
std::vector<NearDuplicate> find_partners(const ImageSamples& samples, const ImageHashes& hashes,
                                         const HammingIndex& index, const std::vector<int64_t>& rows_of_index,
                                         int64_t row, const LeakAuditOptions& options) {
  std::vector<NearDuplicate> partners;
  const PerceptualHash& hash = hashes.of_row[as_index(row)];
  for (const bool mirrored : {false, true}) {
    const uint64_t wanted = mirrored ? hash.mirrored : hash.plain;
    for (const int64_t found : index.find(wanted)) {
      const int64_t other = rows_of_index[as_index(found)];
      if (samples.splits[as_index(other)] >= samples.splits[as_index(row)]) continue;
      const bool known = std::any_of(partners.begin(), partners.end(),
                                     [other](const NearDuplicate& p) { return p.earlier_row == other; });
      if (known) continue;  // a symmetric image is near its mirror image as well
      if (std::equal(image(samples, row), image(samples, row) + image_size(samples), image(samples, other))) {
        continue;  // an exact duplicate
      }
      const double correlation = correlate_pixels(samples, other, row, {mirrored, options.max_shift_px});
      if (correlation < options.min_correlation) continue;
      partners.push_back({{row, other},
                          hamming_distance(wanted, hashes.of_row[as_index(other)].plain),
                          correlation,
                          mirrored});
    }
  }
  std::sort(partners.begin(), partners.end(),
            [](const auto& a, const auto& b) { return a.earlier_row < b.earlier_row; });
  return partners;
}

std::vector<NearDuplicate> find_near_duplicates(const ImageSamples& samples, const ImageHashes& hashes,
                                                const LeakAuditOptions& options) {
  std::vector<int64_t> indexed, queries;
  std::vector<uint64_t> indexed_hashes;
  for (int64_t row = 0; row < samples.num_samples; ++row) {
    if (hashes.is_constant[as_index(row)]) continue;
    if (samples.splits[as_index(row)] != Split::kTrain) queries.push_back(row);
    if (samples.splits[as_index(row)] == Split::kTest) continue;  // no split comes behind it
    indexed.push_back(row);
    indexed_hashes.push_back(hashes.of_row[as_index(row)].plain);
  }
  const HammingIndex index(std::move(indexed_hashes), static_cast<int>(options.near_duplicate_distance));
  std::vector<std::vector<NearDuplicate>> partners(queries.size());
  ProgressBar progress("Looking for near duplicates",
                       std::max<int64_t>(static_cast<int64_t>(queries.size()), 1), "images");
  parallel_for(static_cast<int64_t>(queries.size()), thread_count(), [&](int64_t i) {
    throw_if_interrupted("the leak audit");
    partners[as_index(i)] = find_partners(samples, hashes, index, indexed, queries[as_index(i)], options);
    progress.advance();
  });
  std::vector<NearDuplicate> all;
  for (const auto& some : partners) all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

LeakAudit audit_leaks(const ImageSamples& samples, const std::vector<std::string>& file_digests,
                      const LeakAuditOptions& options) {
  LeakAudit audit;
  audit.options = options;
  std::vector<std::string_view> contents;
  for (int64_t row = 0; row < samples.num_samples; ++row) {
    contents.emplace_back(reinterpret_cast<const char*>(image(samples, row)), as_index(image_size(samples)));
  }
  find_duplicates(contents, file_digests, audit);
  if (options.near_duplicate_distance > 0) {
    audit.hashes = hash_all(samples);
    const auto& is_constant = audit.hashes.is_constant;
    audit.num_constant = std::count(is_constant.begin(), is_constant.end(), 1);
  }
  audit_splits(samples, audit);
  return audit;
}

void audit_splits(const ImageSamples& samples, LeakAudit& audit) {
  if (audit.options.near_duplicate_distance > 0)
    audit.near = find_near_duplicates(samples, audit.hashes, audit.options);
  audit.near_with_two_labels =
      std::count_if(audit.near.begin(), audit.near.end(), [&](const NearDuplicate& pair) {
        return samples.labels[as_index(pair.row)] != samples.labels[as_index(pair.earlier_row)];
      });
  audit_splits({audit.near.begin(), audit.near.end()}, samples, audit);
}

nlohmann::json to_json(const LeakAudit& audit, const ImageSamples& samples,
                       const std::vector<std::string>& class_names) {
  nlohmann::json json = count_duplicates(audit);
  json["near_duplicate_distance"] = audit.options.near_duplicate_distance;
  json["near_duplicate_min_correlation"] = audit.options.min_correlation;
  json["near_duplicate_pairs_across_splits"] = audit.near.size();
  json["near_duplicate_pairs_with_two_labels"] = audit.near_with_two_labels;
  json["constant_images"] = audit.num_constant;
  const ListedGroups listed = list_groups(audit.exact, samples, class_names, audit.options.max_listed);
  json["listed_groups_across_splits"] = listed.across_splits;
  json["listed_groups_with_two_labels"] = listed.with_two_labels;
  auto& near = json["listed_near_duplicates_across_splits"] = nlohmann::json::array();
  for (const NearDuplicate& pair : audit.near) {
    if (near.size() == audit.options.max_listed) break;
    near.push_back({{"samples",
                     {describe_sample(samples, class_names, pair.earlier_row),
                      describe_sample(samples, class_names, pair.row)}},
                    {"distance", pair.distance},
                    {"correlation", std::round(pair.correlation * 1e4) / 1e4},
                    {"mirrored", pair.mirrored}});
  }
  return json;
}

std::string summarize(const LeakAudit& audit) {
  std::string text =
      fmt::format("Leak audit: {} of identical images, {} of them across splits, {} under two labels.",
                  count_of(static_cast<int64_t>(audit.exact.groups.size()), "group"),
                  audit.exact.across_splits, audit.exact.with_two_labels);
  if (audit.has_files && audit.files.groups.size() != audit.exact.groups.size()) {
    text += fmt::format(" (By bytes of the files: {}, {}, {}.)", audit.files.groups.size(),
                        audit.files.across_splits, audit.files.with_two_labels);
  }
  if (audit.options.near_duplicate_distance > 0) {
    text +=
        fmt::format(" {} of near duplicates across splits, {} under two labels.",
                    count_of(static_cast<int64_t>(audit.near.size()), "pair"), audit.near_with_two_labels);
  } else {
    text += " Near duplicates weren't looked for.";
  }
  return text + describe_train_duplicates(audit);
}

}  // namespace affekt
