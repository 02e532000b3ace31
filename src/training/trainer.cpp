#include "training/trainer.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/process/work_span.h"
#include "core/random_stream.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"
#include "runs/weights.h"
#include "training/best_metric.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void append_prefixed(std::vector<NamedTensor>& all, const std::string& prefix,
                     const std::vector<NamedTensor>& some) {
  for (const auto& entry : some) all.push_back({prefix + entry.name, entry.tensor});
}

void copy_prefixed(const std::map<std::string, torch::Tensor>& saved, const std::string& prefix,
                   const std::vector<NamedTensor>& targets) {
  const torch::NoGradGuard no_grad;
  for (const auto& target : targets) {
    const auto found = saved.find(prefix + target.name);
    if (found == saved.end() || found->second.sizes() != target.tensor.sizes())
      throw ArtifactError("the checkpoint does not fit this config: tensor '" + prefix + target.name +
                          "' is missing or has another shape");
    auto tensor = target.tensor;
    tensor.copy_(found->second);
  }
}

constexpr char kCarriedPrefix[] = "carried/";
constexpr char kLowerTheRate[] =
    "lower train.optimizer.lr, lengthen train.schedule.warmup_epochs or set train.gradient_clip_norm";

void check_validation(const EpochRecord& record) {
  const auto loss = record.validation.find("loss");
  if (loss != record.validation.end() && !std::isfinite(loss->second))
    throw DataError(
        fmt::format("the loss on the validation split is not finite: epoch {}, step {}, loss {}, "
                    "learning rate {:.6g}; {}",
                    record.epoch + 1, record.global_step, loss->second, record.lr, kLowerTheRate));
}

}  // namespace

Trainer::Trainer(Task& task, const TrainConfig& config, Outputs outputs, Observers observers,
                 std::vector<std::string> new_tensors)
    : task_(task),
      config_(config),
      best_metric_(find_best_metric(config, task.metrics())),
      outputs_(std::move(outputs)),
      observers_(std::move(observers)),
      schedule_(config.schedule, config.optimizer.lr, config.epochs, task.steps_per_epoch()),
      new_tensors_(std::move(new_tensors)),
      transfer_(std::make_unique<TransferSchedule>(task.network(), config.transfer, new_tensors_)),
      optimizer_(make_optimizer(task.network(), config.optimizer, transfer_->lr_factors())) {
  if (config.ema_decay > 0) average_ = std::make_unique<WeightAverage>(task.network(), config.ema_decay);
}

void Trainer::restore(const Checkpoint& checkpoint) {
  std::map<std::string, torch::Tensor> saved;
  for (const auto& entry : checkpoint.tensors) saved[entry.name] = entry.tensor;
  state_ = train_state_from_json(checkpoint.state.at("train"));
  schedule_.restore(checkpoint.state.at("schedule"));
  checkpoint.state.at("new_tensors").get_to(new_tensors_);
  transfer_ = std::make_unique<TransferSchedule>(task_.network(), config_.transfer, new_tensors_);
  optimizer_ = make_optimizer(task_.network(), config_.optimizer, transfer_->lr_factors());
  copy_prefixed(saved, "model/", named_tensors_of(task_.network()));
  copy_prefixed(saved, "optimizer/", optimizer_->state_tensors());
  if (average_) copy_prefixed(saved, "ema/", average_->tensors());
  std::map<std::string, torch::Tensor> carried;
  for (const auto& [name, tensor] : saved)
    if (begins_with(name, kCarriedPrefix)) carried[name.substr(std::string(kCarriedPrefix).size())] = tensor;
  task_.restore_carried_state(carried);
}

const TrainState& Trainer::run() {
  last_checkpoint_ = Clock::now();
  while (!state_.finished) run_epoch();
  return state_;
}

void Trainer::run_epoch() {
  const auto start = Clock::now();
  const double seconds_before = state_.epoch_seconds;
  auto epoch = task_.start_epoch(state_.epoch, state_.step_in_epoch);
  transfer_->begin_epoch(state_.epoch);
  for (const auto& observer : observers_) observer->on_epoch_start(state_, task_.num_samples_per_epoch());
  std::optional<WorkSpan> steps("steps");
  for (;;) {
    // LibTorch's generator serves dropout only: seeded for each step, a resumed run draws the same.
    torch::manual_seed(derive_key(static_cast<uint64_t>(config_.seed), "dropout",
                                  static_cast<uint64_t>(state_.global_step)));
    const auto step = compute_loss(*epoch);
    if (!step) break;
    take_step(*step);
    state_.epoch_seconds = seconds_before + seconds_since(start);
    const bool due =
        config_.checkpoint_minutes > 0 && seconds_since(last_checkpoint_) > 60 * config_.checkpoint_minutes;
    if (due || interrupt_requested()) save_checkpoint();
    throw_if_interrupted("training");
  }
  steps.reset();
  finish_epoch();
}

std::optional<StepResult> Trainer::compute_loss(TrainingEpoch& epoch) {
  const WorkSpan forward("forward");
  return epoch.next();
}

void Trainer::take_step(const StepResult& step) {
  const StepSums sums = read_sums(step);
  const double loss = sums.loss;
  const double lr = schedule_.lr_at(state_.global_step);
  if (!std::isfinite(loss) && state_.global_step == 0 && !outputs_.pretrained_file.empty())
    throw ArtifactError(
        fmt::format("{}: the loss is not finite before any step was taken (loss {}): weights of this file "
                    "are too large to "
                    "compute with; take another file (model.pretrained.path)",
                    outputs_.pretrained_file, loss));
  if (!std::isfinite(loss))
    throw DataError(fmt::format(
        "the loss is not finite: epoch {}, step {} ({} in the epoch), loss {}, learning rate {:.6g}; {}",
        state_.epoch + 1, state_.global_step + 1, state_.step_in_epoch + 1, loss, lr, kLowerTheRate));
  compute_gradients(step);
  for (const auto& observer : observers_) observer->on_gradients(state_);
  update_weights(lr);
  ++state_.step_in_epoch;
  ++state_.global_step;
  const auto num_samples = static_cast<double>(step.num_samples);
  state_.loss_sum.add({loss * num_samples, num_samples});
  for (const auto& [name, sum] : sums.metrics) state_.metric_sums[name].add(sum);
  state_.num_samples += step.num_samples;
  for (const auto& observer : observers_)
    observer->on_step(
        {state_, loss, lr, step.num_samples, task_.steps_per_epoch(), task_.num_samples_per_epoch()});
}

void Trainer::compute_gradients(const StepResult& step) {
  const WorkSpan backward("backward");
  optimizer_->clear_gradients();
  step.loss.backward();
}

void Trainer::update_weights(double lr) {
  const WorkSpan update("update");
  if (config_.gradient_clip_norm > 0) optimizer_->clip_gradients(config_.gradient_clip_norm);
  optimizer_->step(lr);
  if (average_) average_->update(state_.global_step);
}

std::map<std::string, double> Trainer::validate() {
  const WorkSpan validation("validation");
  return task_.validate();
}

void Trainer::finish_epoch() {
  EpochRecord record;
  record.epoch = state_.epoch;
  record.global_step = state_.global_step;
  record.lr = schedule_.lr_at(std::max<int64_t>(0, state_.global_step - 1));
  record.train_loss = state_.loss_sum.mean();
  for (const auto& [name, sum] : state_.metric_sums) record.train_metrics[name] = sum.mean();
  record.samples_per_second = static_cast<double>(state_.num_samples) / state_.epoch_seconds;
  bool is_best = false;
  try {
    const AverageInPlace averaged(task_.network(), average_.get());
    const auto start = Clock::now();
    record.validation = validate();
    check_validation(record);
    record.seconds = state_.epoch_seconds + seconds_since(start);
    is_best = is_kept(record);
    if (is_best) {
      if (!record.validation.empty()) state_.best_value = best_metric_of(record);
      state_.best_epoch = state_.epoch;
      if (outputs_.save_best) outputs_.save_best(state_);
    }
  } catch (const Interrupted&) {  // by the validation, which comes before all that changes the state
    save_checkpoint();
    throw;
  }
  if (!record.validation.empty()) {
    const double value = best_metric_of(record);
    schedule_.note_score(best_metric_.higher_is_better ? value : -value);
  }
  state_.history.push_back(record);
  ++state_.epoch;
  state_.step_in_epoch = state_.num_samples = 0;
  state_.loss_sum = {};
  state_.metric_sums.clear();
  state_.epoch_seconds = 0;
  const bool stop_early = should_stop_early();
  state_.finished = stop_early || state_.epoch >= config_.epochs;
  for (const auto& observer : observers_) observer->on_epoch_end(state_, is_best);
  save_checkpoint();
  if (stop_early && state_.epoch < config_.epochs)
    log_event(LogLevel::kInfo, "early_stop",
              fmt::format("stopped early: {} without a better {}",
                          count_of(config_.early_stop_epochs, "epoch"), config_.best_metric),
              {{"epoch", state_.epoch}});
  if (!state_.finished) throw_if_interrupted("training");
}

bool Trainer::is_kept(const EpochRecord& record) const {
  if (config_.select == "last") return record.epoch + 1 == config_.epochs;
  return is_better(best_metric_of(record));
}

bool Trainer::is_better(double value) const {
  if (std::isnan(value)) return false;
  if (state_.best_epoch < 0) return true;
  return is_better_value(best_metric_, value, state_.best_value);
}

bool Trainer::should_stop_early() const {
  return config_.early_stop_epochs > 0 && state_.epoch - 1 - state_.best_epoch >= config_.early_stop_epochs;
}

void Trainer::save_checkpoint() {
  if (outputs_.checkpoints.empty()) return;
  const WorkSpan checkpointing("checkpoint");
  Checkpoint checkpoint;
  append_prefixed(checkpoint.tensors, "model/", named_tensors_of(task_.network()));
  append_prefixed(checkpoint.tensors, "optimizer/", optimizer_->state_tensors());
  if (average_) append_prefixed(checkpoint.tensors, "ema/", average_->tensors());
  for (const auto& [name, tensor] : task_.carried_state())
    checkpoint.tensors.push_back({kCarriedPrefix + name, tensor});
  checkpoint.state = {
      {"train", to_json(state_)}, {"schedule", schedule_.state()}, {"new_tensors", new_tensors_}};
  write_checkpoint(outputs_.checkpoints, state_.global_step, checkpoint);
  last_checkpoint_ = Clock::now();
}

}  // namespace affekt
