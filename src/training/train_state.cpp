#include "training/train_state.h"

namespace affekt {

static void to_json(nlohmann::json& json, const MetricSum& sum) {
  json = {{"sum", sum.sum}, {"weight", sum.weight}};
}

static void from_json(const nlohmann::json& json, MetricSum& sum) {
  json.at("sum").get_to(sum.sum);
  json.at("weight").get_to(sum.weight);
}

nlohmann::json to_json(const TrainState& state) {
  auto history = nlohmann::json::array();
  for (const auto& record : state.history)
    history.push_back({{"epoch", record.epoch},
                       {"global_step", record.global_step},
                       {"lr", record.lr},
                       {"train_loss", record.train_loss},
                       {"train_metrics", record.train_metrics},
                       {"validation", record.validation},
                       {"seconds", record.seconds},
                       {"samples_per_second", record.samples_per_second}});
  return {{"epoch", state.epoch},
          {"step_in_epoch", state.step_in_epoch},
          {"global_step", state.global_step},
          {"loss_sum", state.loss_sum},
          {"metric_sums", state.metric_sums},
          {"num_samples", state.num_samples},
          {"epoch_seconds", state.epoch_seconds},
          {"best_epoch", state.best_epoch},
          {"best_value", state.best_value},
          {"finished", state.finished},
          {"history", history}};
}

TrainState train_state_from_json(const nlohmann::json& json) {
  TrainState state;
  json.at("epoch").get_to(state.epoch);
  json.at("step_in_epoch").get_to(state.step_in_epoch);
  json.at("global_step").get_to(state.global_step);
  json.at("loss_sum").get_to(state.loss_sum);
  json.at("metric_sums").get_to(state.metric_sums);
  json.at("num_samples").get_to(state.num_samples);
  json.at("epoch_seconds").get_to(state.epoch_seconds);
  json.at("best_epoch").get_to(state.best_epoch);
  json.at("best_value").get_to(state.best_value);
  json.at("finished").get_to(state.finished);
  for (const auto& item : json.at("history")) {
    EpochRecord record;
    item.at("epoch").get_to(record.epoch);
    item.at("global_step").get_to(record.global_step);
    item.at("lr").get_to(record.lr);
    item.at("train_loss").get_to(record.train_loss);
    item.at("train_metrics").get_to(record.train_metrics);
    item.at("validation").get_to(record.validation);
    item.at("seconds").get_to(record.seconds);
    item.at("samples_per_second").get_to(record.samples_per_second);
    state.history.push_back(record);
  }
  return state;
}

}  // namespace affekt
