// What a classifier's config gives away before any data are prepared.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "kinds/kind_table.h"

namespace affekt {
namespace {

using testing::HasSubstr;

std::string refusal(const ExperimentConfig& config) {
  try {
    find_kind(config).check(config);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ClassificationKind, AFrozenLayerThatIsNotThereIsToldBeforeTheDataArePrepared) {
  ExperimentConfig config;
  config.model.name = "resnet18";
  config.train.transfer.freeze_through = "layer2";
  EXPECT_EQ(refusal(config), "accepted");
  config.train.transfer.freeze_through = "layer9";
  EXPECT_THAT(refusal(config),
              HasSubstr("train.transfer.freeze_through: expected one of the network's layers {conv1, layer1, "
                        "layer2, layer3, layer4} (its head, fc, always learns), got 'layer9'; did you mean"));
}

}  // namespace
}  // namespace affekt
