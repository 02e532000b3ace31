#include "training/transfer.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/process/log.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

/// The first key that asks for something; nullptr: none does.
const char* find_key_in_use(const TransferConfig& config) {
  if (!config.freeze_through.empty()) return "freeze_through";
  if (config.backbone_lr_factor != 1) return "backbone_lr_factor";
  return config.freeze_batch_norm ? "freeze_batch_norm" : nullptr;
}

/// How many layers are frozen through the last one that the config names.
size_t count_through(const std::string& last_frozen, const std::vector<LayerGroup>& groups) {
  if (last_frozen.empty()) return 0;
  std::vector<std::string> names;
  for (const LayerGroup& group : groups) names.push_back(group.name);
  const std::string head = names.back();
  names.pop_back();
  const auto found = std::find(names.begin(), names.end(), last_frozen);
  if (found != names.end()) return static_cast<size_t>(found - names.begin()) + 1;
  throw ConfigError(
      fmt::format("train.transfer.freeze_through: expected one of the network's layers {{{}}} (its head{} "
                  "always learns), got '{}'{}",
                  fmt::join(names, ", "), head == "head" ? "" : ", " + head + ",", last_frozen,
                  suggest_nearest(last_frozen, names)));
}

bool is_batch_norm(const torch::nn::Module& module) {
  return module.named_buffers(/*recurse=*/false).contains("running_mean");
}

/// "context." of "context.bn1" in a group whose prefix is "context.bn1."; "" without an owner.
std::string owner_of(const std::string& module, const LayerGroup& group) {
  for (const std::string& prefix : group.prefixes)
    if (begins_with(module + ".", prefix) && prefix.size() > 1)
      return prefix.substr(0, prefix.rfind('.', prefix.size() - 2) + 1);
  return "";
}

int64_t count_values(const std::map<std::string, torch::Tensor>& parameters) {
  int64_t count = 0;
  for (const auto& [name, parameter] : parameters) count += parameter.numel();
  return count;
}

}  // namespace

TransferSchedule::TransferSchedule(Network& network, const TransferConfig& config,
                                   const std::vector<std::string>& new_tensors)
    : network_(network), config_(config), new_tensors_(new_tensors.begin(), new_tensors.end()) {
  const char* key = find_key_in_use(config);
  if (key == nullptr) return;
  const std::vector<LayerGroup> groups = network.layer_groups();
  if (groups.empty())
    throw ConfigError(fmt::format(
        "train.transfer.{}: this network has no layers that could be told apart; remove train.transfer",
        key));
  num_freezable_ = count_through(config.freeze_through, groups);
  for (const LayerGroup& group : groups) layers_.push_back(find_layer(group));
  check_that_all_is_in_layers();
}

TransferSchedule::Layer TransferSchedule::find_layer(const LayerGroup& group) const {
  Layer layer;
  layer.name = group.name;
  for (const auto& item : network_.named_parameters())
    if (begins_with_any(item.key(), group.prefixes)) layer.parameters[item.key()] = item.value();
  for (const auto& item : network_.named_modules(/*name_prefix=*/"", /*include_self=*/false)) {
    if (!begins_with_any(item.key() + ".", group.prefixes)) continue;
    layer.modules.push_back(item.value());
    if (!is_batch_norm(*item.value())) continue;
    const bool is_new = new_tensors_.count(item.key() + ".running_mean") > 0;
    const std::string place = owner_of(item.key(), group) + group.name;
    layer.places.insert(place);
    if (is_new) layer.new_places.insert(place);
    (is_new ? layer.new_batch_norms : layer.batch_norms).push_back(item.value());
  }
  AFFEKT_CHECK(!layer.parameters.empty(), "no parameter is in the layer " + group.name);
  return layer;
}

void TransferSchedule::check_that_all_is_in_layers() const {
  size_t num_parameters = 0, num_batch_norms = 0, num_expected = 0;
  for (const Layer& layer : layers_) {
    num_parameters += layer.parameters.size();
    num_batch_norms += layer.batch_norms.size() + layer.new_batch_norms.size();
  }
  for (const auto& module : network_.modules(/*include_self=*/false)) num_expected += is_batch_norm(*module);
  AFFEKT_CHECK(num_parameters == network_.parameters().size() && num_batch_norms == num_expected,
               "each parameter and each batch norm must be in one layer");
}

size_t TransferSchedule::count_frozen(int64_t epoch) const {
  if (config_.freeze_epochs == 0 || epoch < config_.freeze_epochs) return num_freezable_;
  if (config_.unfreeze_every_epochs == 0) return 0;
  const int64_t released = 1 + (epoch - config_.freeze_epochs) / config_.unfreeze_every_epochs;
  return static_cast<size_t>(std::max<int64_t>(0, static_cast<int64_t>(num_freezable_) - released));
}

void TransferSchedule::begin_epoch(int64_t epoch) {
  network_.train();
  if (layers_.empty()) return;
  const size_t num_frozen = count_frozen(epoch);
  for (size_t i = 0; i < layers_.size(); ++i) {
    const bool frozen = i < num_frozen, is_head = i + 1 == layers_.size();
    for (auto& [name, parameter] : layers_[i].parameters) {
      parameter.set_requires_grad(!frozen);
      if (frozen) parameter.mutable_grad().reset();
    }
    if (frozen)
      for (const auto& module : layers_[i].modules) module->eval();
    else if (config_.freeze_batch_norm && !is_head)
      for (const auto& module : layers_[i].batch_norms) module->eval();
  }
  if (!num_frozen_) {
    log_event(LogLevel::kInfo, "transfer", describe_start(epoch, num_frozen),
              {{"frozen_layers", num_frozen}});
  } else if (num_frozen < *num_frozen_) {
    log_event(LogLevel::kInfo, "layers_released",
              fmt::format("released from epoch {} on: {}; {}", epoch + 1,
                          list_layers(num_frozen, *num_frozen_), describe_parameters()),
              {{"frozen_layers", num_frozen}});
  }
  num_frozen_ = num_frozen;
}

std::vector<std::string> TransferSchedule::list_new_frozen_layers() const {
  std::vector<std::string> names;
  for (size_t i = 0; i < num_freezable_; ++i)
    for (const auto& [name, parameter] : layers_[i].parameters) {
      if (new_tensors_.count(name) == 0) continue;
      names.push_back(layers_[i].name);
      break;
    }
  return names;
}

std::vector<std::string> TransferSchedule::find_moving_means(const std::vector<std::string>& tensors) const {
  std::vector<std::string> moving;
  const std::vector<LayerGroup> groups = network_.layer_groups();
  const size_t num_frozen = config_.freeze_epochs == 0 ? num_freezable_ : 0;
  for (const std::string& name : tensors) {
    if (!ends_with(name, "running_mean")) continue;
    size_t i = 0;
    while (i < groups.size() && !begins_with_any(name, groups[i].prefixes)) ++i;
    const bool is_kept = config_.freeze_batch_norm && i + 1 < groups.size();
    if (i >= num_frozen && !is_kept) moving.push_back(name);
  }
  return moving;
}

std::map<std::string, double> TransferSchedule::lr_factors() const {
  std::map<std::string, double> factors;
  for (size_t i = 0; i + 1 < layers_.size(); ++i)
    for (const auto& [name, parameter] : layers_[i].parameters)
      if (new_tensors_.count(name) == 0) factors[name] = config_.backbone_lr_factor;
  return factors;
}

std::string TransferSchedule::list_layers(size_t begin, size_t end) const {
  std::vector<std::string> names;
  for (size_t i = begin; i < end; ++i) names.push_back(layers_[i].name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string TransferSchedule::list_head_and_new(size_t num_frozen) const {
  std::string text;
  const size_t first = config_.freeze_epochs == 0 ? num_frozen : 0;  // layers before it never move
  for (size_t i = first; i + 1 < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    if (layer.new_places.empty()) continue;
    const std::string where =
        layer.new_places == layer.places ? layer.name : fmt::format("{}", fmt::join(layer.new_places, ", "));
    text += where + (i < num_frozen ? " (new, once it is released), " : " (new), ");
  }
  return text + layers_.back().name + " (the head)";
}

std::string TransferSchedule::describe_start(int64_t epoch, size_t num_frozen) const {
  std::string text = num_frozen == 0 ? "no layer is frozen" : "frozen: " + list_layers(0, num_frozen);
  if (num_frozen > 0 && config_.freeze_epochs == 0) {
    text += " to the end";
  } else if (num_frozen > 0) {
    int64_t next = std::max(config_.freeze_epochs, epoch);
    while (count_frozen(next) == num_frozen) ++next;
    text += fmt::format(" through epoch {}", next);
  }
  text += "; " + describe_parameters();
  if (config_.backbone_lr_factor != 1)
    text += fmt::format("; the learning rate of all layers but {} is multiplied by {}",
                        list_head_and_new(num_frozen), config_.backbone_lr_factor);
  if (config_.freeze_batch_norm)
    text += fmt::format("; the running statistics of all batch norms but those of {} stand still",
                        list_head_and_new(num_frozen));
  return text;
}

std::string TransferSchedule::describe_parameters() const {
  int64_t learning = 0;
  for (const Layer& layer : layers_)
    if (layer.parameters.begin()->second.requires_grad()) learning += count_values(layer.parameters);
  return fmt::format("{} of {} parameters learn", format_count(learning),
                     format_count(count_parameters(network_)));
}

void check_transfer(const TransferConfig& config,
                    const std::function<std::shared_ptr<Network>()>& make_network) {
  if (find_key_in_use(config) != nullptr) TransferSchedule(*make_network(), config);
}

}  // namespace affekt
