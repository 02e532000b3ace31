#include "runs/trained_model.h"

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/weights.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

TrainedModelInfo example_info() {
  TrainedModelInfo info;
  info.config.name = "example";
  info.config.data.path = "datasets/example";
  info.config.model.channels = {4, 8};
  info.config.model.residual_blocks = {0, 1};
  info.class_names = {"calm", "not, \"calm\""};
  info.input = {1, 16, 20};
  info.temperature = 1.0 / 3;
  info.dataset_name = "fer2013";
  info.data_digest = "abc";
  info.prepared_path = "/data/x.h5";
  info.selection = {{"split", "validation"}, {"epoch", 3}};
  return info;
}

std::shared_ptr<Network> example_network(const TrainedModelInfo& info, uint64_t seed) {
  NetworkOptions options;
  options.model = info.config.model;
  options.input = info.input;
  options.num_classes = 2;
  return make_network(options, seed);
}

TEST(TrainedModel, RoundTripGivesEqualOutputs) {
  const TemporaryFolder folder;
  const auto info = example_info();
  const auto network = example_network(info, 99);
  network->forward(torch::rand({4, 1, 16, 20}) * 255);  // moves the running statistics
  network->eval();
  write_trained_model(RunPaths{folder.path()}.weights(), info, named_tensors_of(*network));
  const auto back = load_trained_model(folder.path());
  const torch::NoGradGuard no_grad;
  const auto pixels = torch::rand({3, 1, 16, 20}) * 255;
  EXPECT_TRUE(torch::equal(network->forward(pixels), back.network->forward(pixels)));
  EXPECT_EQ(back.class_names, info.class_names);
  EXPECT_EQ(back.temperature, info.temperature);
  EXPECT_EQ(back.selection, info.selection);
  EXPECT_EQ(back.prepared_path, info.prepared_path);
  EXPECT_EQ(back.config.model.channels, info.config.model.channels);
  EXPECT_EQ(back.weights_digest.size(), 64u);
}

TEST(TrainedModel, WeightsOfAnotherNetworkAreNamed) {
  const TemporaryFolder folder;
  auto info = example_info();
  const auto network = example_network(info, 1);
  info.config.model.channels = {4, 9};
  write_trained_model(RunPaths{folder.path()}.weights(), info, named_tensors_of(*network));
  try {
    load_trained_model(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_NE(std::string(error.what()).find("expected shape"), std::string::npos) << error.what();
  }
}

TEST(TrainedModel, AFlippedBitInTheWeightsIsFound) {
  const TemporaryFolder folder;
  const auto info = example_info();
  write_trained_model(RunPaths{folder.path()}.weights(), info, named_tensors_of(*example_network(info, 1)));
  auto bytes = read_text_file(RunPaths{folder.path()}.weights());
  bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 4);
  write_text_atomically(RunPaths{folder.path()}.weights(), bytes);
  try {
    load_trained_model(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_NE(std::string(error.what()).find("digest"), std::string::npos) << error.what();
  }
}

TEST(TrainedModel, AMissingTensorIsNamed) {
  const TemporaryFolder folder;
  const auto info = example_info();
  auto tensors = named_tensors_of(*example_network(info, 1));
  const auto missing = tensors.back().name;
  tensors.pop_back();
  write_trained_model(RunPaths{folder.path()}.weights(), info, tensors);
  try {
    load_trained_model(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_NE(std::string(error.what()).find(missing), std::string::npos) << error.what();
  }
}

TEST(TrainedModel, AnEmptyFolderTellsToTrainFirst) {
  const TemporaryFolder folder;
  try {
    load_trained_model(folder.path());
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_NE(std::string(error.what()).find("train first"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace affekt
