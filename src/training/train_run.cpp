#include "training/train_run.h"

#include <fmt/format.h>

#include <chrono>

#include "config/load_config.h"
#include "core/atomic_file.h"
#include "core/count_text.h"
#include "core/error.h"
#include "core/log.h"
#include "core/threads.h"
#include "models/model_table.h"
#include "runs/manifest.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "runs/weights.h"
#include "tasks/classification_task.h"
#include "tasks/predict.h"
#include "training/observers.h"
#include "training/precision.h"
#include "training/resume_checks.h"
#include "training/tensorboard.h"
#include "training/trainer.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const ClassificationTask::Data> split_data(const PreparedData& prepared,
                                                           const fs::path& path) {
  auto data = std::make_shared<ClassificationTask::Data>();
  data->num_classes = prepared.info.class_names.size();
  data->train = select_split(prepared.samples, Split::kTrain);
  data->validation = select_split(prepared.samples, Split::kValidation);
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
  return picture_input(images.channels, images.height, images.width);
}

/// Data and network, once they are known to fit each other and the config.
struct Setup {
  PreparedInfo data_info;
  std::shared_ptr<const ClassificationTask::Data> data;
  InputShape input;
  std::shared_ptr<Network> network;
};

Setup set_up(const TrainRunOptions& options) {
  const ExperimentConfig& config = options.config;
  PreparedData prepared = read_prepared(options.prepared_path);
  Setup setup;
  setup.data = split_data(prepared, options.prepared_path);
  if (table_of(setup.data->validation).num_samples == 0)
    check_training_without_validation(config.train, options.prepared_path.string() + " has none");
  setup.input = input_shape_of(prepared.samples);
  NetworkOptions network;
  network.model = config.model;
  network.input = setup.input;
  network.num_classes = static_cast<int64_t>(setup.data->num_classes);
  setup.network = make_network(network, static_cast<uint64_t>(config.train.seed));
  setup.data_info = std::move(prepared.info);
  return setup;
}

/// Told at once, not after hours: the kept epoch's weights can't be made again from the checkpoint.
void check_kept_weights(const RunPaths& paths, int64_t best_epoch) {
  if (best_epoch < 0) return;
  try {
    read_safetensors(paths.weights());
  } catch (const ArtifactError& error) {
    throw ArtifactError(
        fmt::format("{}; the weights of epoch {}, which the training had kept, are lost, so it can't be "
                    "resumed; remove {} and --resume begins this training anew",
                    error.what(), best_epoch + 1, paths.checkpoints().string()));
  }
}

nlohmann::json describe_run(const TrainRunOptions& options, const PreparedInfo& data,
                            const Network& network) {
  auto manifest =
      make_manifest(options.config.train.seed, {data.dataset_name, data.content_digest, data.source_digest});
  manifest["precision"] = network.compute_dtype() == torch::kBFloat16 ? "bf16" : "fp32";
  manifest["parameters"] = count_parameters(network);
  return manifest;
}

nlohmann::json selection_of(const TrainConfig& config, const TrainState& state, bool finished) {
  nlohmann::json selection = {{"policy", config.select},
                              {"epoch", state.best_epoch + 1},
                              {"seed", config.seed},
                              {"finished", finished}};
  if (config.select == "last") {
    selection["split"] = "none";
    return selection;
  }
  selection["metric"] = config.best_metric;
  selection["value"] = state.best_value;
  selection["split"] = split_name(Split::kValidation);
  return selection;
}

std::string describe_result(const TrainConfig& config, const TrainSummary& summary, const char* unit) {
  const auto chosen = config.select == "last"
                          ? fmt::format("the weights of the last epoch, {}, are kept", summary.best_epoch)
                          : fmt::format("best {} {:.4f} in epoch {}", config.best_metric, summary.best_value,
                                        summary.best_epoch);
  return fmt::format("trained {} in {:.0f} s ({:.0f} {}/s); {}", count_of(summary.epochs, "epoch"),
                     summary.seconds, summary.samples_per_second, unit, chosen);
}

}  // namespace

void check_training_without_validation(const TrainConfig& config, const std::string& why_none) {
  const std::string none = " a validation split, and " + why_none + "; ";
  if (config.select != "last")
    throw ConfigError("train.select: " + config.select + " chooses an epoch by" + none +
                      "take train.select: last, or give a validation split");
  if (config.schedule.name == "plateau")
    throw ConfigError("train.schedule.name: plateau looks at" + none +
                      "take cosine or step, or give a validation split");
}

void check_train_run(const TrainRunOptions& options) {
  set_up(options);
}

TrainSummary train_run(const TrainRunOptions& options) {
  const RunPaths paths{options.run_directory};
  const RunLock lock(paths);
  check_run_directory(paths, options.config, options.resume, options.overwrite);
  const auto& config = options.config;
  at::set_num_threads(
      static_cast<int>(config.train.num_threads > 0 ? config.train.num_threads : count_physical_cores()));

  const Setup setup = set_up(options);
  if (options.resume) check_same_data(paths, options.prepared_path, setup.data_info.content_digest);
  const auto& data = setup.data;
  const auto& network = setup.network;
  const int64_t num_train = table_of(data->train).num_samples;
  const int64_t num_validation = table_of(data->validation).num_samples;
  const char* unit = setup.input.is_waveform() ? "clips" : "images";
  const torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  network->to(device);
  network->set_compute_dtype(choose_precision(config.train.precision, device));

  TrainedModelInfo info;
  info.config = config;
  info.class_names = setup.data_info.class_names;
  info.input = setup.input;
  info.dataset_name = setup.data_info.dataset_name;
  info.data_digest = setup.data_info.content_digest;
  info.prepared_path =
      fs::absolute(options.prepared_path);  // evaluate and export may be called from elsewhere

  if (options.overwrite) remove_run_files(paths);
  write_text_atomically(paths.config(), to_yaml(config));
  set_log_file(paths.log());
  write_manifest(paths.manifest(), describe_run(options, setup.data_info, *network));

  ClassificationTask task(network, data, config.train);
  Trainer::Outputs outputs;
  outputs.checkpoints = paths.checkpoints();
  outputs.save_best = [&](const TrainState& state) {
    info.selection = selection_of(config.train, state, false);
    write_trained_model(paths.weights(), info, named_tensors_of(*network));
  };
  Observers observers;
  observers.push_back(make_progress_observer(config.train.epochs, unit));
  observers.push_back(make_metrics_observer(paths.metrics()));
  observers.push_back(make_log_observer(config.train.epochs, config.train.best_metric, unit));
  if (config.train.tensorboard) observers.push_back(make_tensorboard_observer(paths.root / "tensorboard"));
  Trainer trainer(task, config.train, outputs, std::move(observers));
  bool finished_before = false;
  if (options.resume) {
    if (const auto checkpoint = read_newest_checkpoint(paths.checkpoints())) {
      trainer.restore(*checkpoint);
      const auto& at = checkpoint->state.at("train");
      check_kept_weights(paths, at.at("best_epoch").get<int64_t>());
      finished_before = at.at("finished").get<bool>();
      log_event(LogLevel::kInfo, "resumed",
                finished_before
                    ? "all epochs of this run are done already"
                    : fmt::format("resumed at epoch {}, step {} of it", at.at("epoch").get<int64_t>() + 1,
                                  at.at("step_in_epoch").get<int64_t>()),
                {{"global_step", at.at("global_step")}});
    } else {
      log_warning("there is no checkpoint to resume from: the training starts at the beginning");
    }
  }
  if (!finished_before)
    log_event(
        LogLevel::kInfo, "training_started",
        fmt::format("training {} ({} parameters) on {} {}, {} validate, {} threads, {}", config.model.name,
                    count_parameters(*network), num_train, unit, num_validation, at::get_num_threads(),
                    network->compute_dtype() == torch::kBFloat16 ? "bf16" : "fp32"),
        {{"run", paths.root.string()}});
  const auto& state = trainer.run();

  // The best weights are read back from the file, so that a run that was killed here ends the same.
  const auto best = read_safetensors(paths.weights());
  copy_into_module(*network, best.tensors, paths.weights().string());
  if (config.evaluate.temperature_scaling && num_validation > 0)
    info.temperature = fit_temperature(*network, data->validation);
  info.selection = selection_of(config.train, state, true);
  write_trained_model(paths.weights(), info, best.tensors);

  TrainSummary summary;
  summary.epochs = state.epoch;
  summary.best_epoch = state.best_epoch + 1;
  summary.best_value = state.best_value;
  double samples = 0, step_seconds = 0;
  for (const auto& record : state.history) {
    summary.seconds += record.seconds;
    const double n = static_cast<double>(num_train);
    samples += n;
    step_seconds += n / record.samples_per_second;
  }
  summary.samples_per_second = step_seconds > 0 ? samples / step_seconds : 0;
  log_event(LogLevel::kInfo, "training_finished", describe_result(config.train, summary, unit),
            {{"temperature", info.temperature}});
  set_log_file({});
  return summary;
}

}  // namespace affekt
