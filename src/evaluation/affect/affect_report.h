// Predicted categories, valence, arousal and dominance of people -> the report: every score with interval and
// baseline, each category, each value, and what the labels of the splits are worth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/affect/affect_predictions.h"
#include "evaluation/affect/affect_priors.h"
#include "evaluation/report/report_document.h"
#include "store/prepared_envelope.h"

namespace affekt {

/// Where the network looked: one item for each person that is shown.
struct PeopleSaliency {
  struct Stream {
    std::string image;              // "the person"
    int64_t rows = 0, columns = 0;  // of its feature map: so fine the map is
  };
  std::vector<Gallery::Item> items;  // empty: no such section
  std::vector<Stream> streams;       // in each item from left to right: the image, and its map
};

/// What a report says besides the predictions.
struct AffectReportFacts {
  PreparedEnvelope data;  // name, digests, tool
  nlohmann::json about =
      nlohmann::json::object();         // of the prepared file: shown; its "bad" are the skipped ones
  std::string split;                    // of the predictions: "test"
  TrainingPriors priors;                // of the train split, for the baselines
  std::vector<SplitPrevalence> splits;  // of the data; those that have people
  /// Shown as it is. Read here: what ReportInput::model (classification/report.h) says of name, selected_on,
  /// selected_epoch, selection and trained_on.
  nlohmann::json model = nlohmann::json::object();
  nlohmann::json timing = nlohmann::json::object();  // shown as it is
  std::optional<AffectLossConfig> loss;              // that the model was trained with, if that is known
  int64_t seed = 1;
  EvaluateConfig options;             // bootstrap_samples, pictures
  std::filesystem::path metrics_csv;  // learning curves of the run; empty or absent: no curves
  PeopleSaliency saliency;
  std::string why_no_saliency;  // why there are none that were asked for; empty: nothing to say
};

/// report.json's content. Pure and deterministic: no file is touched, no clock is read. Members that mean
/// what they mean in a report on a classifier (classification/report.h): schema_version, tool, seed, timing,
/// model, selected_on_this_split, notes, bootstrap, leaks.of_training_data. Others:
///   kind ("affect"), headline ("map")
///   data          name, input_kind ("people"), digest, source_digest, prepared_by, ingest_options, split,
///                 num_samples (people), num_images, category_names, value_names, counts {category: n},
///                 skipped {count, samples}: about's "bad", about: the rest
///   metrics       {name of affect_metrics(): {value, ci95}}; map has num_categories too, of which it is the
///                 mean. value is null where it is not defined: a concordance of two equal constants
///   per_category  [{category, num_positives, average_precision, ci95, prior (the category prior's average
///                 precision: the share in this split), random_order (that of a random order, on average),
///                 difference {value, ci95} to random_order, train_prevalence}]; null without a positive or
///                 without a train split
///   per_value     [{value, metrics, bins: [{predicted, mean, deviation, count}]}]: true values where the
///                 predicted ones are alike, for the figure
///   prevalence    [{split, num_people, num_images, categories_per_person, prevalence {category: share}}]
///   baselines     {category_prior: {map}, random_order: {map}, training_mean: {values, mae_*, rmse_*, ccc_*,
///                 three_level_accuracy*}, training_median: {values, mae_*}, majority_level: {levels,
///                 three_level_accuracy*}}, each with difference {metric: {value, ci95}}: the model's score
///                 minus its own; empty without a train split
///   bootstrap     centred: whose intervals, those of differences included, are (score_with_intervals())
///   strongest_baseline  {baseline, metric ("map"), verdict, ratio (of map, to the category prior),
///                 ratio_to_random_order, difference {metric: {value, ci95, baseline, verdict}}}: for each
///                 metric the baseline that does best on these samples; verdict "beaten" (the whole interval
///                 is on the better side) | "not clearly beaten" | "not beaten"
nlohmann::json build_affect_facts(const AffectPredictions& predictions, const AffectReportFacts& facts);

/// The whole report, with predictions.csv. @throws DataError: no sample; ArtifactError: a probability or a
/// predicted value that is none (names the sample), metrics_csv is damaged
Report make_affect_report(const AffectPredictions& predictions, const AffectReportFacts& facts);

}  // namespace affekt
