#include "ingest/audit/wave_audit.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "ingest/audit/wave_similarity.h"
#include "ingest/split_plan.h"

namespace affekt {
namespace {

bool are_equal(const WaveformSamples& samples, int64_t a, int64_t b) {
  return samples.length(a) == samples.length(b) &&
         std::equal(samples.wave(a), samples.wave(a) + samples.length(a), samples.wave(b));
}

/// In no order. Copies have nearly the same length, so each recording is compared with those that follow it
/// by length.
std::vector<NearDuplicateWave> find_near_duplicates(const WaveformSamples& samples,
                                                    const WaveAuditOptions& options) {
  constexpr double kEnvelopeFrameSeconds = 0.01;
  const auto max_lag =
      static_cast<int64_t>(std::ceil(options.max_shift_s * static_cast<double>(samples.sample_rate_hz)));
  const auto max_shift = static_cast<int64_t>(std::ceil(options.max_shift_s / kEnvelopeFrameSeconds));
  std::vector<int64_t> by_length(as_index(samples.num_samples));
  for (int64_t row = 0; row < samples.num_samples; ++row) by_length[as_index(row)] = row;
  std::stable_sort(by_length.begin(), by_length.end(),
                   [&](int64_t a, int64_t b) { return samples.length(a) < samples.length(b); });
  std::vector<std::vector<float>> envelopes(as_index(samples.num_samples));
  parallel_for(samples.num_samples, thread_count(), [&](int64_t row) {
    throw_if_interrupted("the leak audit");
    envelopes[as_index(row)] =
        compute_envelope(samples.wave(row), samples.length(row), samples.sample_rate_hz);
  });
  std::vector<std::vector<NearDuplicateWave>> found(as_index(samples.num_samples));
  ProgressBar progress("Looking for near duplicates", std::max<int64_t>(samples.num_samples, 1),
                       "recordings");
  parallel_for(samples.num_samples, thread_count(), [&](int64_t i) {
    throw_if_interrupted("the leak audit");
    const int64_t a = by_length[as_index(i)];
    for (size_t j = as_index(i) + 1; j < by_length.size(); ++j) {
      const int64_t b = by_length[j];
      if (samples.length(b) - samples.length(a) > max_lag) break;
      if (correlate_envelopes(envelopes[as_index(a)], envelopes[as_index(b)], max_shift) <
          options.min_envelope)
        continue;
      if (are_equal(samples, a, b)) continue;  // an exact duplicate
      const double correlation =
          correlate_waves(samples.wave(a), samples.length(a), samples.wave(b), samples.length(b), max_lag)
              .correlation;
      if (std::fabs(correlation) < options.min_correlation) continue;
      found[as_index(i)].push_back({{b, a}, correlation});
    }
    progress.advance();
  });
  std::vector<NearDuplicateWave> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  return all;
}

/// Each pair with the later split last, within one split the later row; the pairs sorted.
void order_pairs(const WaveformSamples& samples, std::vector<NearDuplicateWave>& pairs) {
  const auto order = [&](int64_t row) { return std::make_tuple(samples.splits[as_index(row)], row); };
  for (NearDuplicateWave& pair : pairs) {
    if (order(pair.row) < order(pair.earlier_row)) std::swap(pair.row, pair.earlier_row);
  }
  std::sort(pairs.begin(), pairs.end(), [](const NearDuplicateWave& a, const NearDuplicateWave& b) {
    return std::tie(a.row, a.earlier_row) < std::tie(b.row, b.earlier_row);
  });
}

void count_near_duplicates(const WaveformSamples& samples, WaveAudit& audit) {
  audit.near_across_splits = audit.near_with_two_labels = audit.near_with_two_groups = 0;
  for (const NearDuplicateWave& pair : audit.near) {
    const size_t a = as_index(pair.row), b = as_index(pair.earlier_row);
    audit.near_across_splits += samples.splits[a] != samples.splits[b];
    audit.near_with_two_labels += samples.labels[a] != samples.labels[b];
    audit.near_with_two_groups += !samples.groups.empty() && samples.groups[a] != samples.groups[b];
  }
}

}  // namespace

WaveAudit audit_leaks(const WaveformSamples& samples, const std::vector<std::string>& file_digests,
                      const WaveAuditOptions& options) {
  WaveAudit audit;
  audit.options = options;
  std::vector<std::string_view> contents;
  for (int64_t row = 0; row < samples.num_samples; ++row) {
    contents.emplace_back(reinterpret_cast<const char*>(samples.wave(row)),
                          as_index(samples.length(row)) * sizeof(int16_t));
  }
  find_duplicates(contents, file_digests, audit);
  if (options.near_duplicates) audit.near = find_near_duplicates(samples, options);
  audit_splits(samples, audit);
  return audit;
}

void audit_splits(const WaveformSamples& samples, WaveAudit& audit) {
  order_pairs(samples, audit.near);
  count_near_duplicates(samples, audit);
  audit.groups_in_two_splits = find_groups_in_two_splits(samples);
  audit_splits({audit.near.begin(), audit.near.end()}, samples, audit);
}

nlohmann::json to_json(const WaveAudit& audit, const WaveformSamples& samples,
                       const std::vector<std::string>& class_names) {
  const ListedGroups listed = list_groups(audit.exact, samples, class_names, audit.options.max_listed);
  nlohmann::json json = count_duplicates(audit);
  json["exact_groups_with_two_groups"] = audit.exact.with_two_groups;
  json["groups_in_two_splits"] = audit.groups_in_two_splits.size();
  json["listed_groups"] = listed.all;
  json["listed_groups_across_splits"] = listed.across_splits;
  json["listed_groups_with_two_labels"] = listed.with_two_labels;
  json["listed_groups_in_two_splits"] = audit.groups_in_two_splits;
  if (!audit.options.near_duplicates) return json;
  json["near_duplicate_min_correlation"] = audit.options.min_correlation;
  json["near_duplicate_pairs"] = audit.near.size();
  json["near_duplicate_pairs_across_splits"] = audit.near_across_splits;
  json["near_duplicate_pairs_with_two_labels"] = audit.near_with_two_labels;
  json["near_duplicate_pairs_with_two_groups"] = audit.near_with_two_groups;
  auto& across = json["listed_near_duplicates_across_splits"] = nlohmann::json::array();
  auto& near = json["listed_near_duplicates"] = nlohmann::json::array();
  for (const NearDuplicateWave& pair : audit.near) {
    const nlohmann::json entry = {{"samples",
                                   {describe_sample(samples, class_names, pair.earlier_row),
                                    describe_sample(samples, class_names, pair.row)}},
                                  {"correlation", std::round(pair.correlation * 1e4) / 1e4}};
    const bool is_across = samples.splits[as_index(pair.row)] != samples.splits[as_index(pair.earlier_row)];
    if (is_across && across.size() < audit.options.max_listed) across.push_back(entry);
    if (near.size() < audit.options.max_listed) near.push_back(entry);
  }
  return json;
}

std::string summarize(const WaveAudit& audit) {
  std::string text = fmt::format(
      "Leak audit: {} of identical recordings, {} of them across splits, {} under two labels, {} of two "
      "persons.",
      count_of(static_cast<int64_t>(audit.exact.groups.size()), "set"), audit.exact.across_splits,
      audit.exact.with_two_labels, audit.exact.with_two_groups);
  if (audit.has_files && audit.files.groups.size() != audit.exact.groups.size()) {
    text += fmt::format(" (By bytes of the files: {}, {}, {}, {}.)", audit.files.groups.size(),
                        audit.files.across_splits, audit.files.with_two_labels, audit.files.with_two_groups);
  }
  if (audit.options.near_duplicates) {
    text += fmt::format(" {} of near duplicates, {} across splits, {} under two labels, {} of two persons.",
                        count_of(static_cast<int64_t>(audit.near.size()), "pair"), audit.near_across_splits,
                        audit.near_with_two_labels, audit.near_with_two_groups);
  } else {
    text += " Near duplicates weren't looked for.";
  }
  text += audit.groups_in_two_splits.empty()
              ? " Nobody is in two splits."
              : fmt::format(" In two splits: {}.", fmt::join(audit.groups_in_two_splits, ", "));
  return text + describe_train_duplicates(audit);
}

}  // namespace affekt
