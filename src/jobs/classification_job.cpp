#include "jobs/classification_job.h"

#include "core/error.h"
#include "models/model_table.h"
#include "runs/trained_model.h"
#include "tasks/classification_task.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

/// @param prepared  training and validation samples; they are moved out of it
std::shared_ptr<const ClassificationTask::Data> split_data(PreparedSplitData& prepared,
                                                           const std::filesystem::path& path) {
  auto data = std::make_shared<ClassificationTask::Data>();
  data->num_classes = prepared.info.class_names.size();
  data->train = std::move(prepared.samples.at(0));
  data->validation = std::move(prepared.samples.at(1));
  const SampleTable& train = table_of(data->train);
  if (train.num_samples < 2)
    throw DataError(path.string() + ": training needs a train split, got " +
                    std::to_string(train.num_samples) + " samples");
  const auto counts = count_classes(train, data->num_classes);
  for (size_t k = 0; k < counts.size(); ++k)
    if (counts[k] == 0)
      throw DataError(path.string() + ": class '" + prepared.info.class_names[k] +
                      "' has no training sample");
  return data;
}

InputShape input_shape_of(const Samples& samples) {
  if (const auto* waveforms = std::get_if<WaveformSamples>(&samples))
    return waveform_input(waveforms->sample_rate_hz);
  const ImageSamples& images = images_of(samples);
  return image_input(images.channels, images.height, images.width);
}

}  // namespace

TrainJob make_classification_job(const TrainRunOptions& options) {
  const ExperimentConfig& config = options.config;
  PreparedSplitData prepared =
      read_prepared_splits(options.prepared_path, {Split::kTrain, Split::kValidation});
  const auto data = split_data(prepared, options.prepared_path);
  ClassifierInfo about;
  about.class_names = prepared.info.class_names;
  about.input = input_shape_of(data->train);
  NetworkOptions made_from;
  made_from.model = config.model;
  made_from.input = about.input;
  made_from.num_classes = static_cast<int64_t>(data->num_classes);
  const auto network = make_network(made_from, static_cast<uint64_t>(config.train.seed));

  TrainJob job;
  job.task = std::make_shared<ClassificationTask>(network, data, config.train);
  job.data = {prepared.info.dataset_name, prepared.info.content_digest, prepared.info.source_digest};
  job.unit = about.input.is_waveform() ? "recordings" : "images";
  job.about = to_json(about);
  const bool fits = config.evaluate.temperature_scaling && job.task->num_validation_samples() > 0;
  job.finish = [network, data, fits] {
    const double temperature = fits ? fit_temperature(*network, data->validation) : 1.0;
    return nlohmann::json({{"temperature", temperature}});
  };
  return job;
}

}  // namespace affekt
