#include "evaluation/classification/predictor/fine_tuning.h"

#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

TEST(FineTuning, IsToldFromConfigAndManifest) {
  const TemporaryFolder folder;
  ExperimentConfig config;
  EXPECT_TRUE(describe_fine_tuning(config, folder.path()).is_null());  // random weights
  config.model.pretrained.path = "somewhere/w.pth";
  config.train.transfer.freeze_through = "layer2";
  config.train.transfer.freeze_epochs = 3;
  config.train.transfer.unfreeze_every_epochs = 1;
  config.train.transfer.backbone_lr_factor = 0.1;
  nlohmann::json told = describe_fine_tuning(config, folder.path());
  EXPECT_EQ(told["frozen"], "through layer2 for 3 epochs, then one layer less every 1 epoch");
  EXPECT_EQ(told["learning_rate_of_backbone"], "0.1 times that of the head and of what is new");
  EXPECT_FALSE(told.contains("weights_file"));  // no manifest was kept
  write_text_atomically(folder / "manifest.json",
                        R"({"pretrained": {"file": "w.pth", "sha256": "f79a", "num_loaded": 150,
                            "missing": ["fc.weight", "fc.bias"], "other_shape": [], "withheld": []}})");
  told = describe_fine_tuning(config, folder.path());
  EXPECT_EQ(told["weights_file"], "w.pth");
  EXPECT_EQ(told["weights_file_sha256"], "f79a");
  EXPECT_EQ(told["loaded_tensors"], 150);
  EXPECT_EQ(told["new_tensors"], 2);
}

}  // namespace
}  // namespace affekt
