// `train.transfer`: which layers learn in which epoch and how fast, and which batch norms stand still.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/network.h"

namespace affekt {

/// What is frozen follows from the config and the epoch alone, so that a resumed training freezes the same.
class TransferSchedule {
 public:
  /// @param network  must live as long  @param new_tensors  its tensors that hold nothing learned yet, while
  ///                 others come from a pretrained file: freeze_batch_norm leaves their batch norms
  ///                 alone, and they learn at the full rate
  /// @throws ConfigError naming the key: a layer that the network doesn't have, or its head, which must
  /// learn; a network without layers
  TransferSchedule(Network& network, const TransferConfig& config,
                   const std::vector<std::string>& new_tensors = {});

  /// How many layers are frozen in this epoch, counted from the input on.
  size_t count_frozen(int64_t epoch) const;

  /// Puts the network into training mode as this epoch wants it; what has changed is logged.
  /// Frozen layers are in eval mode, and their parameters need no gradient and hold none. With
  /// freeze_batch_norm the batch norms of all layers but the head, except new ones, are in eval mode: they
  /// use their running statistics, which don't move, and their weights and biases learn. Call it behind all
  /// that calls network.train().
  void begin_epoch(int64_t epoch);

  /// Layers that will be frozen at the start though they hold parameters that are new, from the input on.
  std::vector<std::string> list_new_frozen_layers() const;
  /// Those of these pretrained tensors that are running means and will move: neither frozen to the end nor
  /// kept by freeze_batch_norm.
  std::vector<std::string> find_moving_means(const std::vector<std::string>& tensors) const;

  /// What the learning rate is multiplied by, by parameter: backbone_lr_factor in all layers but the head,
  /// for what does not start new.
  std::map<std::string, double> lr_factors() const;

 private:
  struct Layer {
    std::string name;
    std::map<std::string, torch::Tensor> parameters;
    std::vector<std::shared_ptr<torch::nn::Module>> modules, batch_norms, new_batch_norms;
    /// Where the new batch norms are: "layer4", or "context.layer4" if other parts of the layer are not new.
    std::set<std::string> places, new_places;
  };
  Layer find_layer(const LayerGroup& group) const;
  void check_that_all_is_in_layers() const;
  /// "conv1, layer1" @param end  behind the last
  std::string list_layers(size_t begin, size_t end) const;
  std::string list_head_and_new(size_t num_frozen) const;
  std::string describe_start(int64_t epoch, size_t num_frozen) const;
  std::string describe_parameters() const;

  Network& network_;
  const TransferConfig config_;
  const std::set<std::string> new_tensors_;
  std::vector<Layer> layers_;  // from the input on; empty: nothing is asked for
  size_t num_freezable_ = 0;   // through config_.freeze_through
  std::optional<size_t> num_frozen_;
};

/// Refuses what TransferSchedule would refuse, for whoever has no network yet.
/// @param make_network  called only if something asks for layers
void check_transfer(const TransferConfig& config,
                    const std::function<std::shared_ptr<Network>()>& make_network);

}  // namespace affekt
