// The leak audit: equal and nearly equal images across splits, and one image under two labels.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ingest/audit/duplicate_groups.h"
#include "ingest/audit/perceptual_hash.h"
#include "store/prepared_file.h"

namespace affekt {

struct LeakAuditOptions {
  int64_t near_duplicate_distance =
      4;                         // bits of the perceptual hash; 0 turns the search for near duplicates off
  int64_t max_shift_px = 3;      // of one image of a pair against the other, each axis
  double min_correlation = 0.9;  // of the pixels of such a pair, at the best shift and orientation
  size_t max_listed = 50;        // groups or pairs named in each list
};

/// Two samples of different splits that show the same image, but not with the same pixels.
struct NearDuplicate : DuplicatePair {
  int distance = 0;  // bits
  double correlation = 0;
  bool mirrored = false;
};

struct ImageHashes {
  std::vector<PerceptualHash> of_row;  // [N]
  std::vector<uint8_t> is_constant;    // [N], 1: a blank image
};

struct LeakAudit : DuplicateAudit {
  LeakAuditOptions options;
  ImageHashes hashes;               // empty if near duplicates aren't looked for
  std::vector<NearDuplicate> near;  // sorted by row, then earlier_row
  int64_t near_with_two_labels = 0;
  int64_t num_constant = 0;  // blank images: they count as exact duplicates only
};

/// @param samples       images of at least 9x9 pixels if near duplicates are looked for
/// @param file_digests  [N], or empty
LeakAudit audit_leaks(const ImageSamples& samples, const std::vector<std::string>& file_digests,
                      const LeakAuditOptions& options);

/// The same audit after `samples.splits` has changed. Images are hashed and grouped once; near duplicates
/// are looked for anew, since only images of different splits are compared.
void audit_splits(const ImageSamples& samples, LeakAudit& audit);

/// For PreparedInfo::audit. Keys: exact_groups, exact_groups_across_splits, exact_groups_with_two_labels,
/// [file_groups, file_groups_across_splits, file_groups_with_two_labels,] near_duplicate_distance,
/// near_duplicate_min_correlation, near_duplicate_pairs_across_splits, near_duplicate_pairs_with_two_labels,
/// constant_images, validation_samples_with_train_duplicate, test_samples_with_train_duplicate; and the
/// first `max_listed` of each as listed_groups_across_splits, listed_groups_with_two_labels,
/// listed_near_duplicates_across_splits, with source ids.
nlohmann::json to_json(const LeakAudit& audit, const ImageSamples& samples,
                       const std::vector<std::string>& class_names);

/// A few lines for people.
std::string summarize(const LeakAudit& audit);

}  // namespace affekt
