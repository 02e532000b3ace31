#include "training/train_network.h"

#include <fmt/format.h>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "runs/import/load_pretrained.h"
#include "runs/network_file.h"
#include "runs/run_directory.h"
#include "runs/weights.h"
#include "training/best_metric.h"
#include "training/machine/device.h"
#include "training/machine/precision.h"
#include "training/machine/process_threads.h"
#include "training/observers.h"
#include "training/profile/profile_observer.h"
#include "training/resume_checks.h"
#include "training/tensorboard/tensorboard_observer.h"
#include "training/trainer.h"
#include "training/transfer.h"
#include "training/unfold_batch_norm.h"

namespace affekt {
namespace {

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

constexpr const char* kImportEntry = "pretrained";

/// What a resumed training was begun from stays in its manifest.
void keep_import(const std::filesystem::path& path, nlohmann::json& manifest) {
  if (!std::filesystem::exists(path)) return;
  const auto before = nlohmann::json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (before.contains(kImportEntry)) manifest[kImportEntry] = before.at(kImportEntry);
}

nlohmann::json describe_run(const TrainConfig& config, const ManifestData& data, const Network& network,
                            const torch::Device& device) {
  auto manifest = make_manifest(config.seed, data);
  manifest["device"] = name_device(device);
  manifest["precision"] = name_precision(network.compute_dtype());
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
  selection["split"] = "validation";
  return selection;
}

std::string describe_result(const TrainConfig& config, const TrainSummary& summary, const std::string& unit) {
  const auto chosen = config.select == "last"
                          ? fmt::format("the weights of the last epoch, {}, are kept", summary.best_epoch)
                          : fmt::format("best {} {:.4f} in epoch {}", config.best_metric, summary.best_value,
                                        summary.best_epoch);
  return fmt::format("trained {} in {:.0f} s ({:.0f} {}/s); {}", count_of(summary.epochs, "epoch"),
                     summary.seconds, summary.samples_per_second, unit, chosen);
}

/// Empty where the network has no classes.
std::vector<std::string> class_names_of(const TrainJob& job) {
  return job.about.value("class_names", std::vector<std::string>());
}

std::unique_ptr<Observer> make_tensorboard(const TrainRunOptions& options, const RunPaths& paths,
                                           const TrainJob& job) {
  TensorboardOptions tensorboard;
  tensorboard.directory = paths.root / "tensorboard";
  tensorboard.hyper_parameters = list_hyper_parameters(options.config);
  tensorboard.class_names = class_names_of(job);
  tensorboard.histograms = options.watch.histograms;
  return make_tensorboard_observer(*job.task, tensorboard);
}

std::unique_ptr<Observer> make_profile(const WatchOptions& watch, const RunPaths& paths,
                                       const TrainJob& job) {
  ProfileOptions profile;
  profile.summary = paths.root / "profile.json";
  if (watch.profile_trace) profile.trace = paths.root / "profile_trace.json";
  profile.unit = job.unit;
  return make_profile_observer(job.task->network(), profile);
}

Observers make_observers(const TrainRunOptions& options, const RunPaths& paths, const TrainJob& job) {
  const TrainConfig& config = options.config.train;
  Observers observers;
  observers.push_back(make_progress_observer(config.epochs, job.unit));
  observers.push_back(make_metrics_observer(paths.metrics()));
  observers.push_back(make_log_observer(config.epochs, job.task->metrics(), config.best_metric, job.unit));
  if (config.tensorboard) observers.push_back(make_tensorboard(options, paths, job));
  if (options.watch.profiles()) observers.push_back(make_profile(options.watch, paths, job));
  return observers;
}

std::optional<Checkpoint> find_checkpoint(const RunPaths& paths) {
  auto checkpoint = read_newest_checkpoint(paths.checkpoints());
  if (!checkpoint) log_warning("there is no checkpoint to resume from: the training starts at the beginning");
  return checkpoint;
}

/// @return whether the training was done before
bool resume_training(const RunPaths& paths, Trainer& trainer, const Checkpoint& checkpoint) {
  trainer.restore(checkpoint);
  const auto& at = checkpoint.state.at("train");
  check_kept_weights(paths, at.at("best_epoch").get<int64_t>());
  const bool finished = at.at("finished").get<bool>();
  log_event(LogLevel::kInfo, "resumed",
            finished ? "all epochs of this run are done already"
                     : fmt::format("resumed at epoch {}, step {} of it", at.at("epoch").get<int64_t>() + 1,
                                   at.at("step_in_epoch").get<int64_t>()),
            {{"global_step", at.at("global_step")}});
  return finished;
}

/// Nothing if the config names none. Of a training that goes on the checkpoint has all weights: where they
/// once came from matters no more.
std::optional<ImportSummary> import_weights(Network& network, const PretrainedConfig& config) {
  if (config.path.empty()) return std::nullopt;
  return load_pretrained(network, config);
}

/// What was loaded; and folded batch norms, if they are to move, become some that can.
void log_and_unfold(const ImportSummary& summary, Task& task, const TransferConfig& transfer) {
  Network& network = task.network();
  const TransferSchedule schedule(network, transfer, new_tensors_of(summary));
  const auto lines = describe(summary, network.layer_groups());
  for (size_t i = 0; i < lines.size(); ++i)
    log_event(LogLevel::kInfo, i == 0 ? "weights_loaded" : "weights_loaded_detail", lines[i],
              i == 0 ? to_json(summary) : nlohmann::json::object());
  const std::vector<std::string> new_layers = schedule.list_new_frozen_layers();
  if (!new_layers.empty()) {
    const bool is_first = new_layers.front() == network.layer_groups().front().name;
    log_warning(
        fmt::format("train.transfer.freeze_through: {} {} frozen too, and {} has nothing, or not all, for "
                    "{}: what is new "
                    "in {} stays random while frozen; {}",
                    fmt::join(new_layers, ", "), new_layers.size() > 1 ? "are" : "is", summary.file_name,
                    new_layers.size() > 1 ? "them" : "it", new_layers.size() > 1 ? "them" : "it",
                    is_first ? "leave the key empty" : "name an earlier layer than " + new_layers.front()));
  }
  if (!summary.has_folded_batch_norm) return;
  const std::vector<std::string> moving = schedule.find_moving_means(summary.loaded);
  if (!moving.empty()) unfold_batch_norms(task, moving);
  log_info(fmt::format(
      "{}: its batch norms are folded into the convolutions (mean 0, variance 1, weight 1 in all of them){}",
      summary.file_name,
      !moving.empty() ? "; those that learn took the statistics of the first batch, which leaves the "
                        "network's answers as they are, "
                        "and can move from there"
                      : ""));
}

void log_start(const ExperimentConfig& config, const RunPaths& paths, const TrainJob& job,
               const torch::Device& device) {
  Task& task = *job.task;
  log_event(LogLevel::kInfo, "training_started",
            fmt::format("training {} ({} parameters) on {} {}, {} validate, {}, {} threads, {}",
                        config.model.name, count_parameters(task.network()), task.num_training_samples(),
                        job.unit, task.num_validation_samples(), name_device(device), at::get_num_threads(),
                        name_precision(task.network().compute_dtype())),
            {{"run", paths.root.string()}});
  if (const int64_t left_out = task.num_training_samples() - task.num_samples_per_epoch())
    log_info(
        fmt::format("each epoch leaves out {} of the {}, drawn anew: its last batch would be too small "
                    "(train.batch_size)",
                    left_out, job.unit));
}

TrainSummary summarize_training(const TrainState& state, int64_t num_train) {
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
  return summary;
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

void check_train_job(const TrainRunOptions& options, const TrainJob& job) {
  find_best_metric(options.config.train, job.task->metrics());
  TransferSchedule(job.task->network(), options.config.train.transfer);
  if (job.task->num_validation_samples() == 0)
    check_training_without_validation(options.config.train, options.prepared_path.string() + " has none");
}

TrainSummary train_network(const TrainRunOptions& options, const std::function<TrainJob()>& make_job) {
  const RunPaths paths{options.run_directory};
  const RunLock lock(paths);
  check_run_directory(paths, options.config, options.resume, options.overwrite);
  const auto& config = options.config;
  use_threads(config.train.num_threads);

  const torch::Device device = choose_device(config.train.device);  // before minutes of reading
  const TrainJob job = make_job();
  check_train_job(options, job);
  if (options.resume) check_same_data(paths, options.prepared_path, job.data.digest);
  Network& network = job.task->network();
  std::optional<ImportSummary> imported;
  if (!options.resume) imported = import_weights(network, config.model.pretrained);
  network.to(device);
  network.set_compute_dtype(choose_precision(config.train.precision, device));

  NetworkFileInfo info;
  info.config = config;
  info.dataset_name = job.data.name;
  info.data_digest = job.data.digest;
  info.prepared_path = options.prepared_path;
  info.about = job.about;

  if (options.overwrite) remove_run_files(paths);
  write_text_atomically(paths.config(), to_yaml(config));
  const LogFile log_file(paths.log());
  auto checkpoint = options.resume ? find_checkpoint(paths) : std::nullopt;
  if (options.resume && !checkpoint) imported = import_weights(network, config.model.pretrained);
  auto manifest = describe_run(config.train, job.data, network, device);
  if (checkpoint) keep_import(paths.manifest(), manifest);
  if (checkpoint) warn_of_changes(paths, manifest);
  if (imported) manifest[kImportEntry] = to_json(*imported);
  write_manifest(paths.manifest(), manifest);
  if (imported) log_and_unfold(*imported, *job.task, config.train.transfer);

  Trainer::Outputs outputs;
  outputs.checkpoints = paths.checkpoints();
  if (imported) outputs.pretrained_file = config.model.pretrained.path;
  outputs.save_best = [&](const TrainState& state) {
    info.selection = selection_of(config.train, state, false);
    write_network_file(paths.weights(), info, named_tensors_of(network));
  };
  Trainer trainer(*job.task, config.train, outputs, make_observers(options, paths, job),
                  imported ? new_tensors_of(*imported) : std::vector<std::string>{});
  const bool finished_before = checkpoint && resume_training(paths, trainer, *checkpoint);
  checkpoint.reset();  // its tensors are as large as the network
  if (!finished_before) log_start(config, paths, job, device);
  const auto& state = trainer.run();

  // The best weights are read back from the file, so that a run that was killed here ends the same.
  const auto best = read_safetensors(paths.weights());
  copy_into_module(network, best.tensors, paths.weights().string());
  const nlohmann::json fitted = job.finish ? job.finish() : nlohmann::json::object();
  info.about.update(fitted);
  info.selection = selection_of(config.train, state, true);
  write_network_file(paths.weights(), info, best.tensors);

  const TrainSummary summary = summarize_training(state, job.task->num_samples_per_epoch());
  log_event(LogLevel::kInfo, "training_finished", describe_result(config.train, summary, job.unit), fitted);
  return summary;
}

}  // namespace affekt
