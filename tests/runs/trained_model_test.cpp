#include "runs/trained_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/weights.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::HasSubstr;

ClassifierInfo example_classifier() {
  ClassifierInfo classifier;
  classifier.class_names = {"calm", "not, \"calm\""};
  classifier.input = {1, 16, 20};
  classifier.temperature = 1.0 / 3;
  return classifier;
}

NetworkFileInfo example_info() {
  NetworkFileInfo info;
  info.config.name = "example";
  info.config.data.path = "datasets/example";
  info.config.model.channels = {4, 8};
  info.config.model.residual_blocks = {0, 1};
  info.dataset_name = "fer2013";
  info.data_digest = "abc";
  info.prepared_path = "/data/x.h5";
  info.selection = {{"split", "validation"}, {"epoch", 3}};
  info.about = to_json(example_classifier());
  return info;
}

std::shared_ptr<Classifier> example_network(const NetworkFileInfo& info, uint64_t seed) {
  NetworkOptions options;
  options.model = info.config.model;
  options.input = example_classifier().input;
  options.num_classes = 2;
  return make_network(options, seed);
}

std::string refusal_of(const std::filesystem::path& run) {
  try {
    load_trained_model(run);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(TrainedModel, RoundTripGivesEqualOutputs) {
  const TemporaryFolder folder;
  const auto info = example_info();
  const auto network = example_network(info, 99);
  network->forward(torch::rand({4, 1, 16, 20}) * 255);  // moves the running statistics
  network->eval();
  write_network_file(RunPaths{folder.path()}.weights(), info, named_tensors_of(*network));
  const auto back = load_trained_model(folder.path());
  const torch::NoGradGuard no_grad;
  const auto pixels = torch::rand({3, 1, 16, 20}) * 255;
  EXPECT_TRUE(torch::equal(network->forward(pixels), back.network->forward(pixels)));
  EXPECT_EQ(back.class_names, example_classifier().class_names);
  EXPECT_EQ(back.temperature, example_classifier().temperature);
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
  write_network_file(RunPaths{folder.path()}.weights(), info, named_tensors_of(*network));
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr("expected shape"));
}

TEST(TrainedModel, AFlippedBitInTheWeightsIsFound) {
  const TemporaryFolder folder;
  const auto info = example_info();
  write_network_file(RunPaths{folder.path()}.weights(), info, named_tensors_of(*example_network(info, 1)));
  auto bytes = read_text_file(RunPaths{folder.path()}.weights());
  bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 4);
  write_text_atomically(RunPaths{folder.path()}.weights(), bytes);
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr("digest"));
}

TEST(TrainedModel, AMissingTensorIsNamed) {
  const TemporaryFolder folder;
  const auto info = example_info();
  auto tensors = named_tensors_of(*example_network(info, 1));
  const auto missing = tensors.back().name;
  tensors.pop_back();
  write_network_file(RunPaths{folder.path()}.weights(), info, tensors);
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr(missing));
}

TEST(TrainedModel, AnEmptyFolderTellsToTrainFirst) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr("train first"));
}

/// What is published must not say where it was made.
TEST(NetworkFile, TheDataPathOfThisMachineIsBesideTheFileAndNotInIt) {
  const TemporaryFolder folder;
  const auto info = example_info();
  write_network_file(RunPaths{folder.path()}.weights(), info, named_tensors_of(*example_network(info, 1)));
  EXPECT_EQ(read_text_file(RunPaths{folder.path()}.weights()).find("/data/x.h5"), std::string::npos);
  EXPECT_EQ(read_network_file(folder.path()).prepared_path, "/data/x.h5");
  std::filesystem::remove(folder.path() / "local.json");  // as in a published run
  EXPECT_EQ(load_trained_model(folder.path()).prepared_path, "");
}

TEST(NetworkFile, AnotherKindKeepsItsOwnAndIsNoClassifier) {
  const TemporaryFolder folder;
  NetworkFileInfo info = example_info();
  info.about = {{"num_songs", 3}, {"units", {"bpm", "dB"}}};
  write_network_file(RunPaths{folder.path()}.weights(), info, {{"w", torch::ones({2})}});
  const NetworkFile back = read_network_file(folder.path());
  EXPECT_EQ(back.about, info.about);
  EXPECT_TRUE(torch::equal(back.weights.at(0).tensor, torch::ones({2})));
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr("no classifier"));
}

TEST(NetworkFile, AFileOfTheFormerFormatIsStillRead) {
  const TemporaryFolder folder;
  const auto info = example_info();
  const auto path = RunPaths{folder.path()}.weights();
  write_network_file(path, info, named_tensors_of(*example_network(info, 1)));
  SafetensorsFile file = read_safetensors(path);
  file.metadata.erase("about");
  file.metadata["format"] = "affekt-trained-model-2";
  file.metadata["prepared_path"] = "/elsewhere/y.h5";
  for (const auto& [key, value] : info.about.items()) file.metadata[key] = value.dump();
  write_safetensors(path, file);
  const auto back = load_trained_model(folder.path());
  EXPECT_EQ(back.class_names, example_classifier().class_names);
  EXPECT_EQ(back.temperature, example_classifier().temperature);
  EXPECT_EQ(back.input.width, 20);
  EXPECT_EQ(back.prepared_path, "/elsewhere/y.h5");

  file.metadata["format"] = "affekt-trained-model-1";
  write_safetensors(path, file);
  EXPECT_THAT(refusal_of(folder.path()), HasSubstr("train again"));
}

}  // namespace
}  // namespace affekt
