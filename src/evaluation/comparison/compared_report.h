// A report that is compared, read and checked; and what comparing reports of every kind shares.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/classification/table_scores.h"
#include "metrics/bootstrap.h"

namespace affekt {

struct ComparedReport {
  /// report.json, and predictions.csv, published_predictions.csv (where a published report is without the
  /// former) or clusters.csv beside it
  std::filesystem::path path, predictions;
  nlohmann::json report;

  /// "classification", "affect", "next_song" or "songs"
  std::string kind() const;
  /// @throws ArtifactError: the member is not there, or of another type
  void expect(const char* pointer, bool (nlohmann::json::*is_right)() const noexcept) const;
  /// The predictions must be those that the report was computed from.
  /// @param score  of the predictions, under the metric's name  @throws ArtifactError: it is not the report's
  void check_belongs_together(const std::string& metric, double score) const;
};

/// @param given  report.json or its folder  @throws ArtifactError: a file is missing or damaged, or the
/// report is of a kind that can't be compared
ComparedReport read_compared_report(const std::filesystem::path& given);

/// Of two reports of which one has published_predictions.csv only, which names the samples by index and
/// digest, that file is taken of both. @throws ArtifactError: the other one has none
void take_predictions_alike(ComparedReport& first, ComparedReport& second);

/// Reports on other data can't be compared, whatever their samples are called: neither the prepared files nor
/// what they were prepared from are the same. @return whether the prepared files are the same (or one doesn't
/// say)
/// @throws ArtifactError naming both digests
bool check_same_source(const ComparedReport& first, const ComparedReport& second);

/// @throws ArtifactError saying what differs
[[noreturn]] void fail_for_other_samples(const ComparedReport& first, const ComparedReport& second,
                                         const std::string& what);
/// The rows of the second in the order of the first. @param first_ids, second_ids  source ids
/// @throws ArtifactError: a sample is there twice, or in one of the two only
std::vector<int64_t> align_rows(const ComparedReport& first, const std::vector<std::string>& first_ids,
                                const ComparedReport& second, const std::vector<std::string>& second_ids);

/// {"first", "second", "difference", "ci95", "excludes_zero", "p_value": Interval's}; what is not defined is
/// null
nlohmann::json difference_to_json(double first, double second, double difference, const Interval& interval);

/// McNemar's exact test of the answers to the same samples, in the same order; not 0: right
/// @return {"only_first_correct", "only_second_correct", "p_value"}
nlohmann::json test_mcnemar(const std::vector<uint8_t>& first_right,
                            const std::vector<uint8_t>& second_right);

/// The members of compare_reports() that differ from kind to kind: metrics, num_samples, unit, num_units and
/// the kind's own. @throws ArtifactError as compare_reports
nlohmann::json compare_classifiers(const ComparedReport& first, const ComparedReport& second,
                                   const ResamplingOptions& options);
nlohmann::json compare_affect_models(const ComparedReport& first, const ComparedReport& second,
                                     const ResamplingOptions& options);
nlohmann::json compare_next_song_models(const ComparedReport& first, const ComparedReport& second,
                                        const ResamplingOptions& options);
nlohmann::json compare_clusterings(const ComparedReport& first, const ComparedReport& second,
                                   const ResamplingOptions& options);

}  // namespace affekt
