// Which tensors of a weight file go where, on a network of a few weights.
#include "runs/import/load_pretrained.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "models/blocks.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/safetensors.h"
#include "runs/weights.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

/// conv1, bn1 and layer1.0 in each trunk, and the head "fc".
class TinyResNet : public Network {
 public:
  explicit TinyResNet(int64_t channels, std::vector<std::string> owners = {""}) : owners_(std::move(owners)) {
    for (const std::string& owner : owners_) {
      auto trunk = std::make_shared<torch::nn::Module>();
      torch::nn::Module& parts = owner.empty() ? *this : *register_module(owner, trunk);
      parts.register_module("normalize", std::make_shared<PixelNormalization>(channels, 100, 50));
      parts.register_module("conv1", std::make_shared<Convolution>(channels, 2, 3));
      parts.register_module("bn1", std::make_shared<BatchNorm>(2, BatchNorm::Options{}));
      const auto layer = parts.register_module("layer1", std::make_shared<torch::nn::Module>());
      layer->register_module("0", std::make_shared<BasicBlock>(2, 2, 1));
    }
    register_module("fc", torch::nn::Linear(2, 3));
  }
  std::vector<TensorSpec> inputs() const override { return {}; }
  std::vector<TensorSpec> outputs() const override { return {}; }
  TensorMap forward(const TensorMap&) override { return {}; }
  GraphValues describe_graph(GraphSink&, const GraphValues&) const override { return {}; }
  std::vector<LayerGroup> layer_groups() const override {
    std::vector<LayerGroup> groups = {{"conv1", {}}, {"layer1", {}}, {"fc", {"fc."}}};
    for (const std::string& owner : owners_) {
      const std::string prefix = owner.empty() ? "" : owner + ".";
      groups[0].prefixes.insert(groups[0].prefixes.end(), {prefix + "conv1.", prefix + "bn1."});
      groups[1].prefixes.push_back(prefix + "layer1.");
    }
    return groups;
  }

 private:
  std::vector<std::string> owners_;
};

using Tensors = std::map<std::string, torch::Tensor>;

class LoadPretrained : public testing::Test {
 protected:
  LoadPretrained() { torch::manual_seed(1); }

  /// What another training of the same network would keep, with five classes.
  static Tensors trained(int64_t channels = 3) {
    Tensors tensors;
    for (const auto& entry : named_tensors_of(TinyResNet(channels)))
      tensors[entry.name] = torch::rand_like(entry.tensor);
    tensors["fc.weight"] = torch::rand({5, 2});
    tensors["fc.bias"] = torch::rand({5});
    tensors["bn1.num_batches_tracked"] = torch::tensor(3, torch::kInt64);
    return tensors;
  }
  ImportSummary load(Network& network, const Tensors& tensors, bool strict = false) const {
    SafetensorsFile file;
    for (const auto& [name, tensor] : tensors) file.tensors.push_back({name, tensor});
    write_safetensors(folder_ / "x.safetensors", file);
    return load_pretrained(network, {(folder_ / "x.safetensors").string(), strict});
  }
  std::string refused(const Tensors& tensors, bool strict = false) const {
    TinyResNet network(3);
    return message_of([&] { load(network, tensors, strict); });
  }
  static std::string message_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "no error";
  }
  static torch::Tensor tensor_of(const Network& network, const std::string& name) {
    for (const auto& entry : named_tensors_of(network))
      if (entry.name == name) return entry.tensor.detach();
    throw std::runtime_error("no tensor " + name);
  }

  const TemporaryFolder folder_;
};

TEST_F(LoadPretrained, TensorsOfTheSameNameAreLoadedAndTheHeadMayBeNew) {
  TinyResNet network(3);
  const auto before = tensor_of(network, "fc.weight").clone();
  const Tensors file = trained();
  const ImportSummary summary = load(network, file, /*strict=*/true);
  EXPECT_THAT(summary.loaded, SizeIs(15));  // conv1, bn1 (4), two convolutions and batch norms in layer1.0
  for (const auto& name : summary.loaded) EXPECT_TRUE(torch::equal(tensor_of(network, name), file.at(name)));
  EXPECT_TRUE(torch::equal(tensor_of(network, "fc.weight"), before));
  ASSERT_THAT(summary.other_shape, SizeIs(2));
  EXPECT_EQ(summary.other_shape[0].name, "fc.weight");
  EXPECT_EQ(summary.other_shape[0].expected, "[3, 2]");
  EXPECT_EQ(summary.other_shape[0].got, "[5, 2]");
  EXPECT_THAT(summary.missing, IsEmpty());
  EXPECT_THAT(summary.left_over, IsEmpty());
  EXPECT_EQ(summary.file_name, "x.safetensors");
  EXPECT_THAT(summary.sha256, SizeIs(64));
  EXPECT_FALSE(summary.has_folded_batch_norm);
}

TEST_F(LoadPretrained, ConstantsAreTheNetworksOwn) {
  TinyResNet network(3);
  load(network, trained());
  EXPECT_TRUE(torch::equal(tensor_of(network, "normalize.mean").flatten(), torch::full({3}, 100.f)));
}

TEST_F(LoadPretrained, WhatIsMissingAndLeftOverIsListedAndStartsNew) {
  Tensors file = trained();
  file.erase("layer1.0.conv2.weight");
  file["layer9.weight"] = torch::ones({1});
  file["conv1.weight"] = torch::rand({2, 3, 7, 7});
  TinyResNet network(3);
  const ImportSummary summary = load(network, file);
  EXPECT_THAT(summary.missing, ElementsAre("layer1.0.conv2.weight"));
  EXPECT_THAT(summary.left_over, ElementsAre("layer9.weight"));
  EXPECT_EQ(summary.other_shape.at(0).got, "[2, 3, 7, 7]");
  const auto lines = describe(summary, network.layer_groups());
  ASSERT_THAT(lines, SizeIs(5));
  EXPECT_EQ(lines[0], "x.safetensors: loaded: 5 tensors: layer1 (5)");
  EXPECT_EQ(lines[1], "x.safetensors: not in the file, new: 1 tensor: layer1");
  EXPECT_THAT(lines[2], HasSubstr("of another shape, new: 3 tensors: conv1.weight (expected [2, 3, 3, 3]"));
  EXPECT_EQ(
      lines[3],
      "x.safetensors: not taken without the rest of their layer, new: 8 tensors: conv1 (4), layer1 (4)");
  EXPECT_EQ(lines[4], "x.safetensors: left over: 1 tensor: layer9.weight");
}

TEST_F(LoadPretrained, ABatchNormGoesWithItsConvolutionAndTheHeadAsAWhole) {
  Tensors file = trained();
  file["conv1.weight"] = torch::rand({2, 3, 7, 7});
  file["fc.bias"] = torch::rand({3});  // fits, the weight does not
  TinyResNet network(3);
  const ImportSummary summary = load(network, file);
  EXPECT_THAT(summary.withheld, UnorderedElementsAre("bn1.weight", "bn1.bias", "bn1.running_mean",
                                                     "bn1.running_var", "fc.bias"));
  EXPECT_TRUE(torch::equal(tensor_of(network, "bn1.running_mean"), torch::zeros({2})));
  EXPECT_THAT(new_tensors_of(summary), AllOf(Contains("bn1.running_mean"), Contains("conv1.weight"),
                                             Contains("fc.bias"), Not(Contains("layer1.0.bn1.weight"))));
}

TEST_F(LoadPretrained, StrictNamesWhatDoesNotFit) {
  Tensors file = trained();
  file.erase("layer1.0.conv2.weight");
  file["layer9.weight"] = torch::ones({1});
  file["bn1.bias"] = torch::rand({4});
  EXPECT_THAT(refused(file, /*strict=*/true),
              AllOf(HasSubstr("x.safetensors: does not fit"), HasSubstr("layer1.0.conv2.weight is missing"),
                    HasSubstr("layer9.weight is left over"), HasSubstr("bn1.bias: expected [2], got [4]"),
                    Not(HasSubstr("fc."))));
}

TEST_F(LoadPretrained, OneChannelTakesTheSumOfThree) {
  TinyResNet network(1);
  const Tensors file = trained(3);
  const ImportSummary summary = load(network, file, /*strict=*/true);
  EXPECT_TRUE(torch::equal(tensor_of(network, "conv1.weight"), file.at("conv1.weight").sum(1, true)));
  ASSERT_THAT(summary.adapted, SizeIs(1));
  EXPECT_THAT(summary.adapted[0], HasSubstr("conv1.weight: the file's three input channels are summed"));
}

TEST_F(LoadPretrained, ThreeChannelsTakeAThirdOfOne) {
  TinyResNet network(3);
  const Tensors file = trained(1);
  EXPECT_THAT(load(network, file).adapted, ElementsAre(HasSubstr("a third")));
  EXPECT_TRUE(torch::allclose(tensor_of(network, "conv1.weight").sum(1, true), file.at("conv1.weight")));
}

TEST_F(LoadPretrained, APlainNameIsLoadedIntoEachTrunkAndItsOwnNameComesFirst) {
  TinyResNet network(3, {"body", "context"});
  Tensors file = trained();
  const ImportSummary plain = load(network, file);
  EXPECT_THAT(plain.loaded, SizeIs(30));
  EXPECT_THAT(plain.left_over, IsEmpty());
  for (const char* name : {"body.conv1.weight", "context.conv1.weight"})
    EXPECT_TRUE(torch::equal(tensor_of(network, name), file.at("conv1.weight"))) << name;
  file["context.conv1.weight"] = torch::rand({2, 3, 3, 3});
  load(network, file);
  EXPECT_TRUE(torch::equal(tensor_of(network, "body.conv1.weight"), file.at("conv1.weight")));
  EXPECT_TRUE(torch::equal(tensor_of(network, "context.conv1.weight"), file.at("context.conv1.weight")));
}

TEST_F(LoadPretrained, WeightsOfResNet50AreRefusedAlsoWhereSomeWouldFit) {
  Tensors file = trained();
  file["layer1.0.conv3.weight"] = torch::rand({8, 2, 1, 1});
  EXPECT_THAT(refused(file), AllOf(HasSubstr("bottleneck blocks, as ResNet-50 has (layer1.0.conv3.weight)"),
                                   HasSubstr("resnet18-f37072fd.pth")));
}

TEST_F(LoadPretrained, AFileOfNothingThatFitsIsRefusedWithBothNames) {
  EXPECT_THAT(refused({{"encoder.weight", torch::ones({2})}}),
              AllOf(HasSubstr("expected: conv1.weight, bn1.weight"), HasSubstr("found: encoder.weight")));
  EXPECT_THAT(refused({{"bn1.weight", torch::ones({9})}}), HasSubstr("'bn1.weight': expected [2], got [9]"));
}

TEST_F(LoadPretrained, OnlyFiniteFloatsAreWeights) {
  Tensors file = trained();
  file["bn1.weight"] = torch::tensor({1.f, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_THAT(refused(file), HasSubstr("tensor 'bn1.weight' holds values that are not finite"));
  file = trained();
  file["bn1.running_var"] = torch::tensor({1.f, -0.5f});
  EXPECT_THAT(refused(file), HasSubstr("tensor 'bn1.running_var' holds a negative variance"));
  file["bn1.weight"] = torch::ones({2}, torch::kInt8);
  EXPECT_THAT(refused(file), HasSubstr("tensor 'bn1.weight' holds integers"));
}

TEST_F(LoadPretrained, HalfPrecisionBecomesFloat32) {
  Tensors file = trained();
  file["bn1.weight"] = torch::tensor({1.5f, -2.f}).to(torch::kBFloat16);
  TinyResNet network(3);
  load(network, file);
  EXPECT_TRUE(torch::equal(tensor_of(network, "bn1.weight"), torch::tensor({1.5f, -2.f})));
}

TEST_F(LoadPretrained, FoldedBatchNormsAreSeen) {
  Tensors file = trained();
  for (const char* norm : {"bn1", "layer1.0.bn1", "layer1.0.bn2"}) {
    file[std::string(norm) + ".running_mean"] = torch::zeros({2});
    file[std::string(norm) + ".running_var"] = torch::ones({2});
    file[std::string(norm) + ".weight"] = torch::ones({2});
  }
  TinyResNet network(3), other(3);
  EXPECT_TRUE(load(network, file).has_folded_batch_norm);
  file["layer1.0.bn2.running_mean"] = torch::tensor({0.f, 0.5f});
  EXPECT_FALSE(load(other, file).has_folded_batch_norm);
}

TEST_F(LoadPretrained, ARunDirectoryIsTakenByItsName) {
  TinyResNet network(3);
  const Tensors file = trained();
  load(network, file);
  std::filesystem::create_directory(folder_ / "run");
  std::filesystem::rename(folder_ / "x.safetensors", RunPaths{folder_ / "run"}.weights());
  const PretrainedConfig config = {(folder_ / "run").string(), false};
  check_pretrained(config);
  TinyResNet other(3);
  EXPECT_EQ(load_pretrained(other, config).file_name, "run/best.safetensors");
  EXPECT_TRUE(torch::equal(tensor_of(other, "conv1.weight"), file.at("conv1.weight")));
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_THAT(message_of([&] {
                check_pretrained({(folder_ / "empty").string(), false});
              }),
              HasSubstr("no run is there"));
}

TEST_F(LoadPretrained, ADamagedRunIsRefused) {
  std::filesystem::create_directory(folder_ / "run");
  const auto path = RunPaths{folder_ / "run"}.weights();
  SafetensorsFile file;
  file.tensors = {{"conv1.weight", torch::ones({2, 3, 3, 3})}};
  file.metadata = {{"tensors_digest", digest_of_tensors(file.tensors)}};
  write_safetensors(path, file);
  const PretrainedConfig config = {(folder_ / "run").string(), false};
  EXPECT_NO_THROW(check_pretrained(config));
  std::string bytes = read_text_file(path);
  bytes[bytes.size() - 2] = static_cast<char>(bytes[bytes.size() - 2] ^ 1);
  write_text_atomically(path, bytes);
  EXPECT_THAT(message_of([&] { check_pretrained(config); }), HasSubstr("do not match their digest"));
}

TEST_F(LoadPretrained, AMissingFileIsToldWithWhereToGetOne) {
  EXPECT_NO_THROW(check_pretrained({}));
  EXPECT_THAT(message_of([&] {
                check_pretrained({"nowhere/resnet18.pth", false});
              }),
              AllOf(testing::StartsWith("nowhere/resnet18.pth: no such file (model.pretrained.path)"),
                    HasSubstr("https://download.pytorch.org/models/resnet18-f37072fd.pth")));
}

// The names of the real ResNet-18 are torchvision's: a file without layer4 and fc leaves just these new.
TEST_F(LoadPretrained, AFileWithoutTheLastLayersLeavesTheseNew) {
  NetworkOptions options;
  options.model.name = "resnet18";
  const auto network = make_network(options, 1);
  const auto groups = network->layer_groups();
  Tensors file;
  for (const auto& entry : named_tensors_of(*network))
    if (entry.name.rfind("layer4", 0) != 0 && entry.name.rfind("layer3", 0) != 0 &&
        entry.name.rfind("fc", 0) != 0)
      file[entry.name] = entry.tensor.detach() + 1;
  file["conv1.weight"] = torch::ones({64, 3, 7, 7});
  const auto lines = describe(load(*network, file), groups);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0], "x.safetensors: loaded: 50 tensors: conv1 (5), layer1 (20), layer2 (25)");
  EXPECT_EQ(lines[1], "x.safetensors: not in the file, new: 52 tensors: layer3 (25), layer4 (25), fc (2)");
  EXPECT_THAT(lines[2], HasSubstr("summed"));
}

}  // namespace
}  // namespace affekt
