#include "training/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "models/blocks.h"
#include "tests/core/temporary_folder.h"
#include "tests/training/tiny_training.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Three layers and a head: every way in which blocks hold batch norms. (With 4 and 6 channels, the backward
/// pass of LibTorch 1.13's convolutions writes beyond its memory.)
class LayeredNetwork : public Classifier {
 public:
  LayeredNetwork() {
    torch::manual_seed(5);
    stem_ = register_module("stem", std::make_shared<ConvNormRelu>(1, 8, true));
    body_ = register_module("body", std::make_shared<BasicBlock>(8, 16, 2));
    tail_ = register_module("tail", std::make_shared<ResidualBlock>(16, false));
    head_ = register_module("head", std::make_shared<ClassifierHead>(16, 3, 0.2));
  }
  InputShape input_shape() const override { return image_input(1, 12, 12); }
  int64_t num_classes() const override { return 3; }
  std::vector<LayerGroup> layer_groups() const override {
    return {{"stem", {"stem."}}, {"body", {"body."}}, {"tail", {"tail."}}, {"head", {"head."}}};
  }

 private:
  torch::Tensor compute_logits(const torch::Tensor& pixels) override {
    const auto map = tail_->forward(body_->forward(stem_->forward(pixels / 128 - 1)));
    note_feature_map("pixels", map);
    return head_->forward(map);
  }
  GraphValue describe_logits(GraphSink& sink, const GraphValue& x) const override {
    return head_->describe_graph(sink, x, "head");  // is not exported
  }
  std::shared_ptr<ConvNormRelu> stem_;
  std::shared_ptr<BasicBlock> body_;
  std::shared_ptr<ResidualBlock> tail_;
  std::shared_ptr<ClassifierHead> head_;
};

TransferConfig transfer_of(const std::string& through, int64_t epochs, int64_t every = 0) {
  TransferConfig config;
  config.freeze_through = through;
  config.freeze_epochs = epochs;
  config.unfreeze_every_epochs = every;
  return config;
}

std::map<std::string, torch::Tensor> copies_of(const std::vector<NamedTensor>& tensors) {
  std::map<std::string, torch::Tensor> copies;
  for (const auto& entry : tensors) copies[entry.name] = entry.tensor.detach().clone();
  return copies;
}

bool is_in(const std::string& name, const std::vector<std::string>& layers) {
  return std::any_of(layers.begin(), layers.end(),
                     [&](const std::string& layer) { return name.rfind(layer + ".", 0) == 0; });
}

bool is_statistic(const std::string& name) {
  return name.find("running_") != std::string::npos;
}

std::string refusal(Network& network, const TransferConfig& config) {
  try {
    TransferSchedule(network, config);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(TransferSchedule, WhatIsFrozenFollowsFromConfigAndEpoch) {
  LayeredNetwork network;
  const auto frozen_by_epoch = [&](const TransferConfig& config) {
    const TransferSchedule schedule(network, config);
    std::vector<size_t> counts;
    for (int64_t epoch = 0; epoch < 8; ++epoch) counts.push_back(schedule.count_frozen(epoch));
    return counts;
  };
  using Counts = std::vector<size_t>;
  EXPECT_EQ(frozen_by_epoch(transfer_of("tail", 2, 2)), (Counts{3, 3, 2, 2, 1, 1, 0, 0}));
  EXPECT_EQ(frozen_by_epoch(transfer_of("body", 3)), (Counts{2, 2, 2, 0, 0, 0, 0, 0}));
  EXPECT_EQ(frozen_by_epoch(transfer_of("stem", 0)), Counts(8, 1));
  EXPECT_EQ(frozen_by_epoch({}), Counts(8, 0));
}

TEST(TransferSchedule, ALayerThatIsNotThereIsRefusedWithThoseThatAre) {
  LayeredNetwork network;
  EXPECT_EQ(refusal(network, transfer_of("boddy", 1)),
            "train.transfer.freeze_through: expected one of the network's layers {stem, body, tail} (its "
            "head always learns), got 'boddy'; did you mean \"body\"?");
  EXPECT_THAT(refusal(network, transfer_of("head", 0)),
              AllOf(HasSubstr("always learns"), HasSubstr("'head'")));
}

TEST(TransferSchedule, ANetworkWithoutLayersIsRefusedIfSomethingAsksForThem) {
  struct NoLayers : LayeredNetwork {
    std::vector<LayerGroup> layer_groups() const override { return {}; }
  } network;
  TransferConfig config;
  EXPECT_EQ(refusal(network, config), "accepted");
  config.freeze_batch_norm = true;
  EXPECT_THAT(refusal(network, config),
              HasSubstr("train.transfer.freeze_batch_norm: this network has no layers"));
}

TEST(TransferSchedule, AParameterInNoLayerIsABug) {
  struct Forgetful : LayeredNetwork {
    std::vector<LayerGroup> layer_groups() const override {
      return {{"body", {"body."}}, {"head", {"head."}}};
    }
  } network;
  EXPECT_THROW(TransferSchedule(network, transfer_of("body", 0)), std::logic_error);
}

TEST(TransferSchedule, FrozenLayersRecordNothing) {
  LayeredNetwork network;
  network.keep_feature_maps(true);
  TransferSchedule schedule(network, transfer_of("tail", 1));
  for (const int64_t epoch : {0, 1}) {
    schedule.begin_epoch(epoch);
    EXPECT_TRUE(network.is_training());
    EXPECT_TRUE(network.forward(torch::rand({4, 1, 12, 12})).requires_grad());
    EXPECT_EQ(network.feature_maps().at("pixels").requires_grad(), epoch == 1);
  }
}

TEST(TransferSchedule, TheLearningRateOfAllButTheHeadIsMultiplied) {
  LayeredNetwork network;
  TransferConfig config;
  config.backbone_lr_factor = 0.1;
  const auto factors = TransferSchedule(network, config).lr_factors();
  for (const auto& item : network.named_parameters())
    EXPECT_EQ(factors.count(item.key()), is_in(item.key(), {"head"}) ? 0u : 1u) << item.key();
  EXPECT_EQ(factors.at("stem.bn.weight"), 0.1);
}

/// What a frozen layer could move by: decay, momentum, clipping, the average of the weights.
TrainConfig config_with(const TransferConfig& transfer, const std::string& optimizer, int64_t epochs) {
  TrainConfig config = tiny_config(epochs);
  config.transfer = transfer;
  config.optimizer.name = optimizer;
  if (optimizer == "adamw") config.optimizer.lr = 0.01;
  config.optimizer.weight_decay = 0.01;
  config.gradient_clip_norm = 1;
  config.ema_decay = 0.9;
  return config;
}

TEST(Transfer, FrozenLayersDoNotMoveAtAll) {
  for (const std::string optimizer : {"sgd", "adamw"}) {
    const TemporaryFolder folder;
    const auto network = std::make_shared<LayeredNetwork>();
    const auto before = copies_of(named_tensors_of(*network));
    TinyTraining(config_with(transfer_of("body", 0), optimizer, 2), folder.path(), {}, network)
        .trainer->run();
    for (const auto& entry : named_tensors_of(*network))
      EXPECT_EQ(torch::equal(entry.tensor, before.at(entry.name)), is_in(entry.name, {"stem", "body"}))
          << entry.name;
    const std::vector<NamedTensor> saved = read_newest_checkpoint(folder.path())->tensors;
    for (const auto& entry : saved) {
      if (is_in(entry.name, {"ema/stem", "ema/body"})) {
        EXPECT_TRUE(torch::equal(entry.tensor, before.at(entry.name.substr(4)))) << entry.name;
      }
      if (entry.name.rfind("optimizer/", 0) == 0) {
        EXPECT_EQ(entry.tensor.count_nonzero().item<int64_t>() == 0,
                  is_in(entry.name, {"optimizer/stem", "optimizer/body"}))
            << entry.name;
      }
    }
  }
}

TEST(Transfer, AfterItsReleaseALayerLearnsAndItsStatisticsMove) {
  const auto network = std::make_shared<LayeredNetwork>();
  const auto before = copies_of(named_tensors_of(*network));
  TinyTraining(config_with(transfer_of("tail", 1, 1), "adamw", 3), {}, {}, network).trainer->run();
  for (const auto& entry : named_tensors_of(*network))
    EXPECT_EQ(torch::equal(entry.tensor, before.at(entry.name)), is_in(entry.name, {"stem"})) << entry.name;
}

TEST(Transfer, WithFrozenBatchNormOnlyTheStatisticsStandStill) {
  TransferConfig transfer;
  transfer.freeze_batch_norm = true;
  const auto network = std::make_shared<LayeredNetwork>();
  const auto before = copies_of(named_tensors_of(*network));
  TinyTraining(config_with(transfer, "sgd", 1), {}, {}, network).trainer->run();
  for (const auto& entry : named_tensors_of(*network))
    EXPECT_EQ(torch::equal(entry.tensor, before.at(entry.name)), is_statistic(entry.name)) << entry.name;
}

TEST(TransferSchedule, KnowsWhatIsNewInFrozenLayersAndWhichStatisticsMove) {
  LayeredNetwork network;
  const std::vector<std::string> new_tensors = {"tail.conv1.weight"},
                                 loaded = {"stem.bn.running_mean", "body.bn1.running_mean"};
  EXPECT_EQ(TransferSchedule(network, transfer_of("tail", 1), new_tensors).list_new_frozen_layers(),
            std::vector<std::string>{"tail"});
  EXPECT_TRUE(
      TransferSchedule(network, transfer_of("body", 1), new_tensors).list_new_frozen_layers().empty());
  const auto moving_with = [&](const TransferConfig& transfer) {
    return TransferSchedule(network, transfer).find_moving_means(loaded);
  };
  EXPECT_EQ(moving_with({}), loaded);
  EXPECT_EQ(moving_with(transfer_of("body", 1)), loaded);
  EXPECT_EQ(moving_with(transfer_of("stem", 0)), std::vector<std::string>{"body.bn1.running_mean"});
  EXPECT_TRUE(moving_with(transfer_of("body", 0)).empty());
  TransferConfig kept;
  kept.freeze_batch_norm = true;
  EXPECT_TRUE(moving_with(kept).empty());
}

TEST(TransferSchedule, NewBatchNormsLearnTheirStatisticsBesidePretrainedOnes) {
  TransferConfig transfer;
  transfer.freeze_batch_norm = true;
  transfer.backbone_lr_factor = 0.3;
  LayeredNetwork network;
  TransferSchedule schedule(network, transfer,
                            {"tail.bn1.weight", "tail.bn1.running_mean", "tail.bn1.running_var"});
  const auto factors = schedule.lr_factors();
  EXPECT_EQ(factors.count("tail.bn1.weight"), 0u);  // new: the full rate
  EXPECT_EQ(factors.at("tail.bn2.weight"), 0.3);
  EXPECT_EQ(factors.count("head.weight"), 0u);
  const auto before = copies_of(named_tensors_of(network));
  schedule.begin_epoch(0);
  network.forward(torch::rand({4, 1, 12, 12}));
  for (const auto& entry : named_tensors_of(network)) {
    const bool moves = is_statistic(entry.name) && is_in(entry.name, {"tail.bn1"});
    EXPECT_EQ(!torch::equal(entry.tensor, before.at(entry.name)), moves) << entry.name;
  }
}

TEST(TransferSchedule, StatisticsOfAFrozenNewLayerAreNotSaidToMove) {
  LayeredNetwork network;
  const std::vector<std::string> new_tensors = {"tail.bn1.weight", "tail.bn1.running_mean"};
  const auto said_with = [&](TransferConfig transfer) {
    transfer.freeze_batch_norm = true;
    testing::internal::CaptureStderr();
    TransferSchedule(network, transfer, new_tensors).begin_epoch(0);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_THAT(said_with({}), HasSubstr("but those of tail (new), head (the head) stand still"));
  EXPECT_THAT(said_with(transfer_of("tail", 0)), HasSubstr("but those of head (the head) stand still"));
  EXPECT_THAT(said_with(transfer_of("tail", 2)),
              HasSubstr("but those of tail (new, once it is released), head (the head) stand still"));
}

TEST(Transfer, ResumedBeforeAndAfterAReleaseItEndsInTheSameWeights) {
  for (const std::string optimizer : {"sgd", "adamw"}) {
    auto transfer = transfer_of("tail", 1, 1);
    transfer.backbone_lr_factor = 0.3;
    auto config = config_with(transfer, optimizer, 4);
    const TemporaryFolder whole_folder;
    const auto whole = std::make_shared<LayeredNetwork>();
    TinyTraining(config, whole_folder.path(), {}, whole).trainer->run();
    const auto expected = read_newest_checkpoint(whole_folder.path())->tensors;
    for (const int64_t step : {3, 8, 20}) {  // 6 an epoch: all frozen, two of three frozen, none frozen
      const TemporaryFolder folder;
      install_interrupt_handlers();
      Observers observers;
      observers.push_back(std::make_unique<InterruptAfter>(step));
      TinyTraining cut(config, folder.path(), std::move(observers), std::make_shared<LayeredNetwork>());
      EXPECT_THROW(cut.trainer->run(), Interrupted);
      install_interrupt_handlers();  // clears the request
      TinyTraining resumed(config, folder.path(), {}, std::make_shared<LayeredNetwork>());
      resumed.trainer->restore(*read_newest_checkpoint(folder.path()));
      resumed.trainer->run();
      expect_same_weights(*whole, *resumed.network);
      const auto given = read_newest_checkpoint(folder.path())->tensors;  // optimizer and average too
      EXPECT_EQ(digest_of_tensors(given), digest_of_tensors(expected)) << optimizer << " " << step;
    }
  }
}

}  // namespace
}  // namespace affekt
