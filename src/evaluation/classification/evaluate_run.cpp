#include "evaluation/classification/evaluate_run.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "core/error.h"
#include "core/files/json_file.h"
#include "core/process/log.h"
#include "evaluation/classification/engine_timing.h"
#include "evaluation/classification/predictor/predictor.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/report_notes.h"
#include "evaluation/classification/shown_samples.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/reported_data.h"
#include "metrics/classification.h"
#include "runs/run_directory.h"
#include "store/prepared_file.h"
#include "store/sample_digest.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

PreparedData read_data(const fs::path& path, const Predictor& predictor) {
  auto prepared = read_prepared(path);
  if (prepared.info.class_names != predictor.class_names())
    throw DataError(fmt::format("{}: its classes ({}) are not those of the model ({})", path.string(),
                                fmt::join(prepared.info.class_names, ", "),
                                fmt::join(predictor.class_names(), ", ")));
  return prepared;
}

bool is_training_data(const Predictor& predictor, const PreparedInfo& info) {
  return predictor.trained_on() == info.content_digest;
}

/// Of the final model of a cross-validation; empty if there is none.
fs::path find_pooled_report(const fs::path& model) {
  const fs::path path = model / "report.json";
  return read_json_object(path).contains("cross_validation") ? path : fs::path();
}

/// What to do where the split has no sample: of the model's own data that may be so on purpose.
std::string advise_on_split(const EvaluateRequest& request, const Predictor& predictor,
                            const PreparedInfo& info) {
  const std::string folds = predictor.trained_on_all_folds();
  if (folds.empty() || !is_training_data(predictor, info)) return kBringOrNameSplit;
  const fs::path pooled = find_pooled_report(request.model);
  return fmt::format(
      "That is by design: the model was trained on {}. How good such a model is can be read in {}; --split "
      "train tells how well this one remembers what it was trained on",
      folds,
      pooled.empty() ? "the report of a cross-validation, affekt run CONFIG --folds"
                     : "the pooled report of the folds, " + pooled.string());
}

/// What a published table calls the samples of a split.
struct SampleNames {
  std::vector<int64_t> indices;
  std::vector<std::string> digests;
};

PredictionTable make_table(const SampleTable& samples, const PreparedInfo& info, Split split,
                           std::vector<float> probabilities, SampleNames names) {
  return {info.class_names,
          samples.source_ids,
          samples.labels,
          std::move(probabilities),
          samples.has_train_duplicate,
          samples.groups,
          /*folds=*/{},
          split_name(split),
          std::move(names.indices),
          std::move(names.digests)};
}

std::vector<int64_t> count_train_classes(const PreparedData& prepared) {
  const SampleTable& table = table_of(prepared.samples);
  std::vector<int64_t> counts(prepared.info.class_names.size(), 0);
  for (size_t i = 0; i < table.labels.size(); ++i)
    if (table.splits[i] == Split::kTrain) ++counts[static_cast<size_t>(table.labels[i])];
  return counts;
}

nlohmann::json describe_speed(const Samples& samples, double seconds) {
  nlohmann::json timing = {{"predict_seconds", seconds}};
  const auto num_samples = static_cast<double>(table_of(samples).num_samples);
  if (const auto* waveforms = std::get_if<WaveformSamples>(&samples)) {
    const double audio_seconds =
        static_cast<double>(waveforms->waves.size()) / static_cast<double>(waveforms->sample_rate_hz);
    timing["recordings_per_second"] = num_samples / seconds;
    timing["audio_seconds"] = audio_seconds;
    timing["times_real_time"] = audio_seconds / seconds;
  } else {
    timing["images_per_second"] = num_samples / seconds;
  }
  return timing;
}

nlohmann::json describe_model(const Predictor& predictor) {
  nlohmann::json model = predictor.describe();
  if (!predictor.trained_on().empty()) model["trained_on"] = predictor.trained_on();
  const std::string folds = predictor.trained_on_all_folds();
  if (!folds.empty()) model["trained_on_all_folds"] = folds;
  return model;
}

/// Of waveforms, where the file also holds what the model was trained on. Nothing of the split's labels is
/// used.
void add_acoustic_baselines(const PreparedData& prepared, const Samples& samples, const Predictor& predictor,
                            ReportInput& input) {
  const auto* waveforms = std::get_if<WaveformSamples>(&samples);
  const bool same_data = predictor.trained_on().empty() || is_training_data(predictor, prepared.info);
  if (waveforms == nullptr || !input.options.acoustic_baseline || !same_data || input.table.split == "train")
    return;
  const Samples train = select_split(prepared.samples, Split::kTrain);
  if (table_of(train).num_samples == 0) return;
  log_info("tuning the acoustic baseline (SVM and random forest) on the training recordings");
  const auto start = Clock::now();
  try {
    input.baselines = train_acoustic_baselines(waveforms_of(train), *waveforms, input.table.num_classes(),
                                               static_cast<uint64_t>(input.seed));
  } catch (const DataError& error) {
    input.why_no_baseline = error.what();
  }
  input.timing["acoustic_baseline_seconds"] = seconds_since(start);
}

void require_images(const Samples& samples) {
  if (!std::holds_alternative<ImageSamples>(samples))
    throw ConfigError(
        "--saliency: it shows where on an image the network looked; this model takes recordings");
}

/// In a report that shows images. The map of each is of the class that was predicted.
void add_saliency(const Samples& samples, Predictor& predictor, ReportInput& input) {
  if (input.options.saliency == 0 || !input.options.pictures) return;
  const std::vector<int32_t> predictions = argmax_rows(input.table.probabilities, input.table.num_classes());
  const std::vector<int64_t> rows = choose_saliency_rows(input.table, input.options.saliency);
  std::vector<int64_t> classes;
  for (const int64_t row : rows) classes.push_back(predictions[static_cast<size_t>(row)]);
  input.saliency = predictor.explain(images_of(samples), rows, classes);
  if (!input.saliency) input.why_no_saliency = kNoSaliencyOfOnnx;
}

/// Without a named split. The final model of a cross-validation has the report of its folds instead.
Split choose_split(const EvaluateRequest& request, const Predictor& predictor, const PreparedData& prepared,
                   const SplitCounts& counts, const fs::path& data) {
  const Split wanted = split_from_name(predictor.options().split);
  if (!find_pooled_report(request.model).empty()) return wanted;
  const bool chose_epoch =
      is_training_data(predictor, prepared.info) && is_selected_on_validation(predictor.describe());
  return choose_report_split(wanted, counts, data.string(), chose_epoch).value_or(wanted);
}

}  // namespace

Evaluation evaluate_model(const EvaluateRequest& request) {
  const SharedOnnxModel file = request.file ? request.file : read_if_onnx(request.model);
  const auto predictor = make_predictor(request.model, request.engine, file);
  const fs::path data = find_reported_data(request, predictor->default_data());
  const auto prepared = read_data(data, *predictor);
  ReportInput input;
  input.options = predictor->options();
  const SplitCounts counts = count_splits(table_of(prepared.samples).splits);
  input.options.split =
      request.split ? *request.split : split_name(choose_split(request, *predictor, prepared, counts, data));
  override_options(request, input.options);
  if (request.saliency.value_or(0) > 0) require_images(prepared.samples);
  const Split split = split_from_name(input.options.split);
  require_samples(prepared.info.dataset_name, split, counts, "sample",
                  advise_on_split(request, *predictor, prepared.info));
  const Samples samples = select_split(prepared.samples, split);
  const std::string& digest = prepared.info.content_digest;
  const auto output =
      choose_report_folder(request, {{"split", input.options.split}, {"digest", digest}},
                           fmt::format("report_{}_{}", input.options.split, digest.substr(0, 8)));

  const auto start = Clock::now();
  std::vector<float> probabilities = predictor->predict(samples, /*average_with_mirrored=*/false);
  input.timing = describe_speed(samples, seconds_since(start));
  if (file != nullptr) input.timing.update(time_engines(*file, samples));
  const SampleNames names = {rows_of_split(table_of(prepared.samples).splits, split),
                             digest_samples(samples)};
  input.table = make_table(table_of(samples), prepared.info, split, std::move(probabilities), names);
  if (input.options.test_time_augmentation && std::holds_alternative<ImageSamples>(samples))
    input.augmented = make_table(table_of(samples), prepared.info, split,
                                 predictor->predict(samples, /*average_with_mirrored=*/true), names);
  input.train_class_counts = count_train_classes(prepared);
  input.data = prepared.info;
  input.input_kind = kind_of(samples);
  input.model = describe_model(*predictor);
  input.seed = predictor->seed();
  add_acoustic_baselines(prepared, samples, *predictor, input);
  if (fs::is_directory(request.model)) input.metrics_csv = RunPaths{request.model}.metrics();
  if (input.options.pictures) input.samples = &samples;
  add_saliency(samples, *predictor, input);
  return {make_classification_report(input), output};
}

}  // namespace affekt
