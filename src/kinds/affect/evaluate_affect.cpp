#include "kinds/affect/evaluate_affect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "evaluation/affect/affect_report.h"
#include "evaluation/classification/report_notes.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/reported_data.h"
#include "evaluation/report/value_text.h"
#include "jobs/affect_job.h"
#include "kinds/affect/people_predictor.h"
#include "kinds/affect/people_saliency.h"
#include "runs/run_directory.h"
#include "store/people_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr Split kSplits[] = {Split::kTrain, Split::kValidation, Split::kTest};

template <class T>
std::vector<T> read_numbers_of(const PreparedRowsReader& file, const char* tensor,
                               const std::vector<int64_t>& rows) {
  return file.read(tensor, rows).template to_vector<T>();
}

void check_categories(const fs::path& path, const PreparedRowsReader& file,
                      const PeoplePredictor& predictor) {
  const std::vector<std::string> names = read_category_names(file);
  if (names != predictor.category_names)
    throw DataError(fmt::format("{}: its categories ({}) are not those of the model ({})", path.string(),
                                fmt::join(names, ", "), fmt::join(predictor.category_names, ", ")));
}

/// Images with and without the person have the same size, so only what the file says of itself tells.
void check_blank_person(const fs::path& path, const PreparedRowsReader& file,
                        const PeoplePredictor& predictor) {
  const auto options = nlohmann::json::parse(file.envelope().ingest_options, nullptr,
                                             /*allow_exceptions=*/false);
  const nlohmann::json blank = member_or_null(options, "blank_person");
  const bool sees_context = std::any_of(predictor.inputs.begin(), predictor.inputs.end(),
                                        [](const TensorSpec& input) { return input.name == kContextTensor; });
  if (!sees_context || !blank.is_boolean() || !predictor.blank_person || *predictor.blank_person == blank)
    return;
  throw DataError(fmt::format(
      "{}: the person is {} in its whole pictures, and was {} in those that the model was trained on; take "
      "data that were prepared with data.people.blank_person: {}",
      path.string(), blank.get<bool>() ? "blanked out" : "seen",
      *predictor.blank_person ? "blanked out" : "seen", *predictor.blank_person));
}

AffectPredictions predict(const PreparedRowsReader& file, const std::vector<int64_t>& rows,
                          const PeoplePredictor& predictor) {
  AffectPredictions predictions;
  for (const int64_t row : rows)
    predictions.source_ids.push_back(file.source_ids()[static_cast<size_t>(row)]);
  predictions.category_names = predictor.category_names;
  predictions.images = read_numbers_of<int32_t>(file, kImageIndexTensor, rows);
  predictions.labels = read_numbers_of<uint8_t>(file, kCategoriesTensor, rows);
  predictions.values = read_numbers_of<float>(file, kValuesTensor, rows);
  PeoplePredictOptions options;
  options.show_progress = true;
  const HostTensors outputs = predict_people(file, predictor.inputs, rows, predictor.run, options);
  predictions.probabilities = outputs.at("probabilities").to_vector<float>();
  predictions.predicted_values = outputs.at("values").to_vector<float>();
  return predictions;
}

/// What the labels of the data's splits give away.
void measure_labels(const PreparedRowsReader& file, int64_t num_categories, AffectReportFacts& facts) {
  for (const Split split : kSplits) {
    const std::vector<int64_t> rows = rows_of_split(file.splits(), split);
    if (rows.empty()) continue;
    const auto labels = read_numbers_of<uint8_t>(file, kCategoriesTensor, rows);
    facts.splits.push_back(measure_prevalence(
        split_name(split), labels, read_numbers_of<int32_t>(file, kImageIndexTensor, rows), num_categories));
    if (split == Split::kTrain)
      facts.priors =
          measure_training_priors(labels, read_numbers_of<float>(file, kValuesTensor, rows), num_categories);
  }
}

}  // namespace

Evaluation evaluate_affect(const EvaluateRequest& request) {
  const PeoplePredictor predictor = make_people_predictor(request);
  const fs::path path = find_reported_data(request, predictor.data);
  const PreparedRowsReader file(path, kPeopleKind);
  check_categories(path, file, predictor);
  check_blank_person(path, file, predictor);
  const SplitCounts counts = count_splits(file.splits());
  const bool chose_epoch = predictor.trained_on == file.envelope().content_digest &&
                           is_selected_on_validation(predictor.description);
  const Split split = choose_requested_split(request, split_from_name(predictor.options.split), counts,
                                             path.string(), chose_epoch);
  require_samples(file.envelope().dataset_name, split, counts, "person", kBringOrNameSplit);
  const std::vector<int64_t> rows = rows_of_split(file.splits(), split);
  AffectReportFacts facts;
  facts.data = file.envelope();
  facts.about = file.about();
  facts.split = split_name(split);
  const std::string& digest = facts.data.content_digest;
  const fs::path output = choose_report_folder(request, {{"split", facts.split}, {"digest", digest}},
                                               fmt::format("report_{}_{}", facts.split, digest.substr(0, 8)));
  const auto start = Clock::now();
  const AffectPredictions predictions = predict(file, rows, predictor);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  facts.timing = {{"predict_seconds", seconds},
                  {"people_per_second", static_cast<double>(rows.size()) / seconds}};
  measure_labels(file, predictions.num_categories(), facts);
  facts.model = predictor.description;
  if (!predictor.trained_on.empty()) facts.model["trained_on"] = predictor.trained_on;
  facts.loss = predictor.loss;
  facts.seed = predictor.seed;
  facts.options = predictor.options;
  facts.options.split = facts.split;
  override_options(request, facts.options);
  if (facts.options.saliency > 0 && facts.options.pictures) {
    if (predictor.network)
      facts.saliency =
          show_where_it_looked(*predictor.network, file, rows, predictions, facts.options.saliency);
    else
      facts.why_no_saliency = kNoSaliencyOfOnnx;
  }
  if (fs::is_directory(request.model)) facts.metrics_csv = RunPaths{request.model}.metrics();
  return {make_affect_report(predictions, facts), output};
}

}  // namespace affekt
