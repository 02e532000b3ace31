// The leak audit of recordings: the same sound across splits, under two labels or of two persons.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ingest/audit/duplicate_groups.h"
#include "store/prepared_file.h"

namespace affekt {

struct WaveAuditOptions {
  bool near_duplicates = true;
  double max_shift_s = 0.06;  // of one recording of a pair against the other, and of their lengths
  double min_envelope = 0.9;  // correlation of the loudness over time that a pair must have to be looked at
  double min_correlation = 0.9;  // magnitude of the correlation of the samples of a near duplicate
  size_t max_listed = 50;        // sets or pairs named in each list
};

/// Two recordings that are one: at another gain, resampled, cut elsewhere, compressed.
struct NearDuplicateWave : DuplicatePair {
  double correlation = 0;
};

struct WaveAudit : DuplicateAudit {
  WaveAuditOptions options;
  std::vector<NearDuplicateWave> near;  // sorted by row, then earlier_row
  int64_t near_across_splits = 0, near_with_two_labels = 0, near_with_two_groups = 0;
  std::vector<std::string> groups_in_two_splits;  // sorted
};

/// @param file_digests  [N], or empty
WaveAudit audit_leaks(const WaveformSamples& samples, const std::vector<std::string>& file_digests,
                      const WaveAuditOptions& options);

/// The same audit after `samples.splits` has changed: nothing is compared again.
void audit_splits(const WaveformSamples& samples, WaveAudit& audit);

/// For PreparedInfo::audit. Keys as of images (see leak_audit.h), without those of their hash; and
/// exact_groups_with_two_groups, near_duplicate_pairs, near_duplicate_pairs_with_two_groups,
/// groups_in_two_splits, listed_groups, listed_groups_in_two_splits.
nlohmann::json to_json(const WaveAudit& audit, const WaveformSamples& samples,
                       const std::vector<std::string>& class_names);

/// A few lines for people.
std::string summarize(const WaveAudit& audit);

}  // namespace affekt
