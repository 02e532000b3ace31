// report.json of a model of affect.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "evaluation/affect/affect_baselines.h"
#include "evaluation/affect/affect_notes.h"
#include "evaluation/affect/affect_report.h"
#include "evaluation/affect/affect_report_text.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/report_folder.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kAffectReportSchemaVersion = 1;
constexpr size_t kNumValueBins = 10;

std::vector<int64_t> count_positives(const AffectPredictions& predictions) {
  std::vector<int64_t> counts(predictions.category_names.size(), 0);
  for (size_t i = 0; i < predictions.labels.size(); ++i)
    counts[i % counts.size()] += predictions.labels[i] != 0 ? 1 : 0;
  return counts;
}

json describe_data(const AffectPredictions& predictions, const AffectReportFacts& input) {
  const json options = json::parse(input.data.ingest_options, nullptr, /*allow_exceptions=*/false);
  json about = input.about;
  for (const char* key : {"category_names", "value_names", "bad"}) about.erase(key);
  const json& bad = member_or_null(input.about, "bad");
  const json skipped = bad.is_array() ? bad : json::array();
  json counts = json::object();
  const std::vector<int64_t> positives = count_positives(predictions);
  for (size_t k = 0; k < positives.size(); ++k) counts[predictions.category_names[k]] = positives[k];
  return {{"name", input.data.dataset_name},
          {"input_kind", "people"},
          {"digest", input.data.content_digest},
          {"source_digest", input.data.source_digest},
          {"prepared_by", input.data.tool_version},
          {"ingest_options", options.is_discarded() ? json(input.data.ingest_options) : options},
          {"split", input.split},
          {"num_samples", predictions.num_samples()},
          {"num_images", std::set<int32_t>(predictions.images.begin(), predictions.images.end()).size()},
          {"category_names", predictions.category_names},
          {"value_names", kAffectValueNames},
          {"counts", counts},
          {"skipped", {{"count", skipped.size()}, {"samples", skipped}}},
          {"about", about}};
}

json describe_metrics(const AffectScores& scores) {
  json described = json::object();
  const std::vector<MetricInfo>& metrics = affect_metrics();
  for (size_t i = 0; i < metrics.size(); ++i)
    described[metrics[i].name] = score_to_json(scores.values[i], scores.ci[i]);
  described[kAffectHeadline]["num_categories"] =
      std::count_if(scores.values.begin() + static_cast<std::ptrdiff_t>(metrics.size()), scores.values.end(),
                    [](double precision) { return !std::isnan(precision); });
  return described;
}

json describe_categories(const AffectPredictions& predictions, const AffectScores& scores,
                         const AffectBaselines& baselines, const TrainingPriors& priors) {
  const std::vector<int64_t> positives = count_positives(predictions);
  json rows = json::array();
  for (size_t k = 0; k < positives.size(); ++k) {
    const size_t place = affect_metrics().size() + k;
    const json precision = score_to_json(scores.values[place], scores.ci[place]);
    const bool has_train = priors.num_people > 0;
    rows.push_back(
        {{"category", predictions.category_names[k]},
         {"num_positives", positives[k]},
         {"average_precision", precision["value"]},
         {"ci95", precision["ci95"]},
         {"prior", positives[k] > 0 ? json(static_cast<double>(positives[k]) /
                                           static_cast<double>(predictions.num_samples()))
                                    : json(nullptr)},
         {"random_order", has_train && positives[k] > 0 ? json(baselines.average_precision_of_random_order[k])
                                                        : json(nullptr)},
         {"difference",
          has_train && positives[k] > 0
              ? score_to_json(baselines.average_precision_differences[k], baselines.average_precision_ci[k])
              : json(nullptr)},
         {"train_prevalence", has_train ? json(priors.prevalence[k]) : json(nullptr)}});
  }
  return rows;
}

/// Bins of about as many people each by their predicted value; equal predictions are never parted.
json bin_values(const AffectPredictions& predictions, size_t value) {
  const auto at = [&](size_t row) { return row * kNumAffectValues + value; };
  std::vector<size_t> rows(predictions.source_ids.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const std::vector<float>& predicted = predictions.predicted_values;
  std::stable_sort(rows.begin(), rows.end(),
                   [&](size_t a, size_t b) { return predicted[at(a)] < predicted[at(b)]; });
  json bins = json::array();
  for (size_t begin = 0, bin = 0; begin < rows.size(); ++bin) {
    size_t end = std::max(begin + 1, (bin + 1) * rows.size() / kNumValueBins);
    while (end < rows.size() && predicted[at(rows[end])] == predicted[at(rows[end - 1])]) ++end;
    double predicted_sum = 0, sum = 0, squares = 0;
    for (size_t i = begin; i < end; ++i) {
      predicted_sum += predicted[at(rows[i])];
      sum += predictions.values[at(rows[i])];
    }
    const auto count = static_cast<double>(end - begin);
    for (size_t i = begin; i < end; ++i)
      squares += std::pow(predictions.values[at(rows[i])] - sum / count, 2);
    bins.push_back({{"predicted", predicted_sum / count},
                    {"mean", sum / count},
                    {"deviation", std::sqrt(squares / count)},
                    {"count", end - begin}});
    begin = end;
  }
  return bins;
}

json describe_values(const AffectPredictions& predictions, const json& metrics) {
  json rows = json::array();
  for (size_t d = 0; d < kNumAffectValues; ++d) {
    json scores = json::object();
    for (const char* score : {"mae", "rmse", "ccc", "three_level_accuracy"})
      scores[score] = metrics[std::string(score) + "_" + kAffectValueNames[d]];
    rows.push_back(
        {{"value", kAffectValueNames[d]}, {"metrics", scores}, {"bins", bin_values(predictions, d)}});
  }
  return rows;
}

json describe_prevalence(const AffectPredictions& predictions, const std::vector<SplitPrevalence>& splits) {
  json rows = json::array();
  for (const SplitPrevalence& split : splits) {
    AFFEKT_CHECK(split.prevalence.size() == predictions.category_names.size(), "one share per category");
    json shares = json::object();
    for (size_t k = 0; k < split.prevalence.size(); ++k)
      shares[predictions.category_names[k]] = split.prevalence[k];
    rows.push_back({{"split", split.split},
                    {"num_people", split.num_people},
                    {"num_images", split.num_images},
                    {"categories_per_person", split.categories_per_person},
                    {"prevalence", shares}});
  }
  return rows;
}

}  // namespace

json build_affect_facts(const AffectPredictions& predictions, const AffectReportFacts& input) {
  check_affect_predictions(predictions);
  const BootstrapOptions bootstrap = resampling_of(
      std::vector<int64_t>(predictions.images.begin(), predictions.images.end()), predictions.num_samples(),
      {input.options.bootstrap_samples, static_cast<uint64_t>(input.seed)});
  const AffectScores scores = score_affect(scored(predictions), bootstrap);
  const json of_training_data = is_training_data(input.model, input.data.content_digest);
  json facts = {{"schema_version", kAffectReportSchemaVersion},
                {"kind", "affect"},
                {"headline", kAffectHeadline},
                {"tool", describe_tool()},
                {"model", input.model},
                {"data", describe_data(predictions, input)},
                {"seed", input.seed},
                {"timing", input.timing},
                {"leaks", {{"of_training_data", of_training_data}, {"audit", json::object()}}},
                {"selected_on_this_split", is_selected_on(input.model, input.split, of_training_data)},
                {"metrics", describe_metrics(scores)},
                {"prevalence", describe_prevalence(predictions, input.splits)}};
  facts["bootstrap"] = {{"resamples", bootstrap.num_resamples},
                        {"unit", "image"},
                        {"num_units", facts["data"]["num_images"]},
                        {"interval", "percentile, 95 %"},
                        {"centred", "map, average precisions"}};
  const AffectBaselines baselines = add_affect_baselines(predictions, input.priors, bootstrap, facts);
  facts["per_category"] = describe_categories(predictions, scores, baselines, input.priors);
  facts["per_value"] = describe_values(predictions, facts["metrics"]);
  facts["notes"] = make_affect_notes(facts, input.loss, input.why_no_saliency);
  return facts;
}

}  // namespace affekt
