// A prediction table -> the report: every score with interval, baselines, calibration, leaks.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/experiment_config.h"
#include "evaluation/classification/prediction_table.h"
#include "evaluation/classification/trained_baselines.h"
#include "evaluation/report/report_document.h"
#include "store/prepared_file.h"

namespace affekt {

/// Where the network looked in some of the table's samples: see Predictor::explain.
struct SaliencyMaps {
  std::vector<int64_t> rows;
  std::vector<float> heat;                // [rows, H, W], 0..1
  int64_t map_rows = 0, map_columns = 0;  // of the network's feature map: so fine the heat is
};

struct ReportInput {
  PredictionTable table;                     // plain: single crop, one pass
  std::optional<PredictionTable> augmented;  // with test-time augmentation, same samples
  std::vector<int64_t> train_class_counts;   // K, for the baselines (majority class and prior of train)
  PreparedInfo data;                         // name, digest, skipped, audit
  std::string input_kind = "images";         // or "waveforms": which words the report takes
  std::vector<TrainedBaseline> baselines;    // of the table's samples; empty: none
  std::string why_no_baseline;  // why those that were asked for could not be trained; empty: nothing to say
  /// Of a pooled table: see cross_validation.h. Null: an ordinary report.
  nlohmann::json cross_validation;
  /// Shown as it is. Read here: "name", "parameters", "engine", "temperature", "selected_on" (the split that
  /// the checkpoint was chosen on; without it the report says that it can't tell), "selected_epoch" (marked
  /// in the learning curves), "selection", "trained_on" (content digest of its data; missing: not known),
  /// "trained_on_all_folds" (see Predictor; missing: samples were held out, or it isn't known).
  nlohmann::json model = nlohmann::json::object();
  nlohmann::json timing =
      nlohmann::json::object();  // predict_seconds, recordings_per_second ...: shown as it is
  int64_t seed = 1;
  EvaluateConfig options;
  std::filesystem::path metrics_csv;  // learning curves of the run; empty or absent: no curves
  const Samples* samples = nullptr;   // the table's samples, to show the worst mistakes; null: a list of them
  std::optional<SaliencyMaps> saliency;  // of `samples`, which are then images
  std::string why_no_saliency;           // why there is none that was asked for; empty: nothing to say
};

/// report.json's content. Pure and deterministic: no file is touched, no clock is read. Its members:
///   schema_version, kind ("classification"), tool {name, version, commit}, seed, timing, model (as given)
///   headline       the score that stands first: uar where the samples are of groups, else accuracy
///   selected_on_this_split  true: the checkpoint was chosen on these samples; null: not known, or other data
///                  than the training's
///   notes          [{level, code, text}], what a reader must know first; see report_notes.h
///   data           name, input_kind, digest, source_digest, prepared_by, split, num_samples, class_names,
///                  counts and train_counts {class: n}, skipped {count, samples}
///   bootstrap      resamples (0: no intervals), unit (sample | group | speaker), num_units, interval,
///                  recall_interval
///   metrics        {accuracy | macro_f1 | uar | log_loss | brier | ece: {value, ci95: [low, high]}}; ci95 is
///                  null when options.bootstrap_samples is 0 or there is a single group or sample. macro_f1
///                  and uar have num_classes too, of which they are the mean: those that occur in truth or
///                  predictions, and those in truth
///   per_class      [{class, support, num_predicted, precision, recall, f1, recall_ci95}]; null: recall and
///                  its interval of a class without samples, precision of one that is never predicted, F1
///                  of one that is neither there nor predicted
///   per_group      {unit, groups: [{group, num_samples, num_classes, accuracy, uar}], spread: {accuracy |
///   uar: {mean,
///                  deviation, min, max}}}, only where the samples are of groups
///   confusion      {class_names, counts[true][predicted]}
///   top_confusions [{label, prediction, count, share_of_label}]
///   calibration    {ece, brier, bins: [{low, high, count, confidence, accuracy}]}
///   baselines      see baselines.h, and trained_baselines.h
///   strongest_baseline  see trained_baselines.h, only where there are trained baselines
///   leaks          {num_with_train_duplicate, share, audit, without_train_duplicates {num_samples,
///                  num_left_out, metrics}, of_training_data}; metrics is null when no sample is left.
///                  of_training_data: whether the audited data are those that the model was trained on;
///                  false: a duplicate in their train split says nothing of this model; null: not known
///   test_time_augmentation  {method, metrics, difference_to_plain}, only if given
///   cross_validation  as given, only if given
///   worst_mistakes [{row, source_id, label, prediction, probability, probability_of_label}]
///   saliency       {method, samples as in worst_mistakes}, only if given
/// @throws DataError: no samples; ArtifactError: probabilities that are none, naming the sample
nlohmann::json build_report(const ReportInput& input);

/// The whole report, with predictions.csv, published_predictions.csv where the samples' digests are known,
/// and baseline_predictions.csv if there are trained baselines.
/// @throws as build_report, and ArtifactError: metrics_csv is damaged
Report make_classification_report(const ReportInput& input);

}  // namespace affekt
