#include "evaluation/classification/trained_baselines.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "acoustics/acoustic_baseline.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/csv.h"
#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The scores that hard decisions have: the first ones of kPredictionScoreNames.
constexpr int kNumDecisionScores = 3;

std::string report_name(const std::string& classifier) {
  return classifier == "svm_rbf" ? "acoustic_svm" : "acoustic_" + classifier;
}

/// All probability on the predicted class: [N, K].
std::vector<float> one_hot(const std::vector<int32_t>& predictions, int num_classes) {
  std::vector<float> rows(predictions.size() * static_cast<size_t>(num_classes), 0.0F);
  for (size_t i = 0; i < predictions.size(); ++i)
    rows[i * static_cast<size_t>(num_classes) + static_cast<size_t>(predictions[i])] = 1.0F;
  return rows;
}

const TrainedBaseline& find_better(const PredictionTable& table,
                                   const std::vector<TrainedBaseline>& baselines, const std::string& metric) {
  BootstrapOptions values_only;
  values_only.num_resamples = 0;
  const json scores = score_trained_baselines(table, baselines, values_only);
  return *std::max_element(
      baselines.begin(), baselines.end(), [&](const TrainedBaseline& a, const TrainedBaseline& b) {
        return scores.at(a.name).at(metric).get<double>() < scores.at(b.name).at(metric).get<double>();
      });
}

}  // namespace

std::vector<TrainedBaseline> train_acoustic_baselines(const WaveformSamples& train,
                                                      const WaveformSamples& samples, int num_classes,
                                                      uint64_t seed) {
  AcousticBaselineOptions options;
  options.seed = seed;
  std::vector<TrainedBaseline> baselines;
  for (const AcousticClassifierResult& result : evaluate_acoustic_baselines(
           extract_acoustic_features(train), extract_acoustic_features(samples), num_classes, options)) {
    baselines.push_back({report_name(result.name), result.chosen, result.predictions});
  }
  return baselines;
}

json score_trained_baselines(const PredictionTable& table, const std::vector<TrainedBaseline>& baselines,
                             const BootstrapOptions& options) {
  json scores_of = json::object();
  for (const TrainedBaseline& baseline : baselines) {
    AFFEKT_CHECK(baseline.predictions.size() == table.labels.size(), "a baseline of other samples");
    const std::vector<float> rows = one_hot(baseline.predictions, table.num_classes());
    const PredictionScores scores =
        score_predictions({rows, table.labels, table.num_classes(), /*num_bins=*/1}, options);
    json entry = {{"chosen", baseline.chosen.empty() ? json(nullptr) : json(baseline.chosen)}};
    for (size_t i = 0; i < kNumDecisionScores; ++i) {
      entry[kPredictionScoreNames[i]] = scores.values[i];
      entry["ci95"][kPredictionScoreNames[i]] = interval_to_json(scores.ci[i]);
    }
    scores_of[baseline.name] = entry;
  }
  return scores_of;
}

json describe_strongest_baseline(const PredictionTable& table, const std::vector<TrainedBaseline>& baselines,
                                 const std::string& metric, const BootstrapOptions& options) {
  AFFEKT_CHECK(!baselines.empty(), "no line without a baseline");
  const TrainedBaseline& better = find_better(table, baselines, metric);
  const std::vector<float> rows = one_hot(better.predictions, table.num_classes());
  const PredictionScores difference =
      compare_predictions({rows, table.labels, table.num_classes(), 1}, scored(table), options);
  json line = {{"baseline", better.name}, {"metric", metric}};
  for (size_t i = 0; i < kNumDecisionScores; ++i)
    line["difference"][kPredictionScoreNames[i]] = score_to_json(difference.values[i], difference.ci[i]);
  line["verdict"] = judge_difference(line["difference"].at(metric));
  return line;
}

std::string render_baseline_predictions_csv(const PredictionTable& table,
                                            const std::vector<TrainedBaseline>& baselines) {
  std::string text = "source_id";
  for (const TrainedBaseline& baseline : baselines) text += ',' + quote_csv_field(baseline.name);
  text += '\n';
  for (size_t i = 0; i < table.source_ids.size(); ++i) {
    text += quote_csv_field(table.source_ids[i]);
    for (const TrainedBaseline& baseline : baselines)
      text += ',' + quote_csv_field(table.class_names.at(static_cast<size_t>(baseline.predictions.at(i))));
    text += '\n';
  }
  return text;
}

std::vector<TrainedBaseline> read_baseline_predictions(const std::filesystem::path& path,
                                                       const PredictionTable& table) {
  const ReportCsv file(read_text_file(path), path.string());
  if (file.columns().empty() || file.columns()[0] != "source_id")
    throw ArtifactError(path.string() + ": expected a header that begins with source_id");
  if (file.num_rows() != table.source_ids.size())
    throw ArtifactError(fmt::format("{}: {} samples, expected the {} of predictions.csv", path.string(),
                                    file.num_rows(), table.source_ids.size()));
  for (size_t i = 0; i < file.num_rows(); ++i)
    if (file.text(i, 0) != table.source_ids[i])
      file.fail_cell(i, 0, fmt::format("expected '{}'", table.source_ids[i]));
  std::vector<TrainedBaseline> baselines;
  for (size_t column = 1; column < file.columns().size(); ++column) {
    baselines.push_back({file.columns()[column], "", {}});
    for (size_t i = 0; i < file.num_rows(); ++i)
      baselines.back().predictions.push_back(file.class_index(i, column, table.class_names));
  }
  return baselines;
}

}  // namespace affekt
