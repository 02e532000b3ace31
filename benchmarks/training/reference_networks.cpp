#include "benchmarks/training/reference_networks.h"

#include <string>
#include <vector>

#include "benchmarks/training/cpu_autocast.h"
#include "core/error.h"
#include "models/blocks.h"

namespace affekt {
namespace {

namespace nn = torch::nn;

torch::ScalarType dtype_of(Precision precision) {
  return precision == Precision::kBfloat16 ? torch::kBFloat16 : torch::kFloat32;
}

/// LibTorch's CPU autocast while it lives, as `torch.autocast("cpu", torch.bfloat16)` in Python.
class Autocast {
 public:
  explicit Autocast(bool on) : on_(on) {
    if (on_) set_cpu_autocast(true, at::kBFloat16);
  }
  ~Autocast() {
    if (!on_) return;
    at::autocast::clear_cache();
    set_cpu_autocast(false, at::kBFloat16);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool on_;
};

class VggOfBlocks : public BenchmarkNetwork {
 public:
  explicit VggOfBlocks(Precision precision) : dtype_(dtype_of(precision)) {
    const int64_t channels[] = {1, 32, 64, 128, 256};
    for (int i = 0; i < 4; ++i)
      blocks_.push_back(register_module("block" + std::to_string(i),
                                        std::make_shared<ConvNormRelu>(channels[i], channels[i + 1], i > 0)));
    hidden_ = register_module("hidden", nn::Linear(9216, 256));
    out_ = register_module("out", nn::Linear(256, 7));
  }
  torch::Tensor forward(const torch::Tensor& pixels) override {
    auto x = pixels.to(dtype_);
    for (auto& block : blocks_) x = block->forward(x);
    x = torch::relu(torch::linear(x.flatten(1), hidden_->weight.to(dtype_), hidden_->bias.to(dtype_)));
    return torch::linear(x, out_->weight.to(dtype_), out_->bias.to(dtype_)).to(torch::kFloat32);
  }

 private:
  torch::ScalarType dtype_;
  std::vector<std::shared_ptr<ConvNormRelu>> blocks_;
  nn::Linear hidden_{nullptr}, out_{nullptr};
};

class TableNetwork : public BenchmarkNetwork {
 public:
  TableNetwork(const NetworkOptions& options, Precision precision) {
    network_ = register_module("network", make_network(options, 1));
    network_->set_compute_dtype(dtype_of(precision));
  }
  torch::Tensor forward(const torch::Tensor& pixels) override { return network_->forward(pixels); }

 private:
  std::shared_ptr<Classifier> network_;
};

/// Convolution and batch-norm of torch::nn, in the memory format asked for.
struct PlainConvNorm {
  nn::Conv2d conv{nullptr};
  nn::BatchNorm2d norm{nullptr};
  torch::Tensor operator()(const torch::Tensor& x) { return norm->forward(conv->forward(x)); }
};

class PlainNetwork : public BenchmarkNetwork {
 public:
  PlainNetwork(Precision precision, bool channels_last)
      : bfloat16_(precision == Precision::kBfloat16), channels_last_(channels_last) {}

  torch::Tensor forward(const torch::Tensor& pixels) override {
    const Autocast autocast(bfloat16_);
    const auto format = channels_last_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return layers(pixels.contiguous(format)).to(torch::kFloat32);
  }

 protected:
  virtual torch::Tensor layers(torch::Tensor x) = 0;

  PlainConvNorm make_conv_norm(const std::string& name, int64_t in, int64_t out, int64_t kernel = 3,
                               int64_t stride = 1) {
    PlainConvNorm result;
    const auto options = nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false);
    result.conv = register_module(name + "_conv", nn::Conv2d(options));
    result.norm = register_module(name + "_norm", nn::BatchNorm2d(out));
    if (channels_last_) {
      auto& weight = result.conv->weight;
      weight.set_data(weight.detach().contiguous(at::MemoryFormat::ChannelsLast));
    }
    return result;
  }

 private:
  bool bfloat16_, channels_last_;
};

class VggOfLibTorch : public PlainNetwork {
 public:
  VggOfLibTorch(Precision precision, bool channels_last) : PlainNetwork(precision, channels_last) {
    const int64_t channels[] = {1, 32, 64, 128, 256};
    for (int i = 0; i < 4; ++i)
      convs_.push_back(make_conv_norm("block" + std::to_string(i), channels[i], channels[i + 1]));
    hidden_ = register_module("hidden", nn::Linear(9216, 256));
    out_ = register_module("out", nn::Linear(256, 7));
  }

 protected:
  torch::Tensor layers(torch::Tensor x) override {
    for (size_t i = 0; i < convs_.size(); ++i) {
      x = convs_[i](x).relu_();
      if (i > 0) x = torch::max_pool2d(x, 2);
    }
    return out_->forward(torch::relu(hidden_->forward(x.flatten(1))));
  }

 private:
  std::vector<PlainConvNorm> convs_;
  nn::Linear hidden_{nullptr}, out_{nullptr};
};

class SmallCnnOfLibTorch : public PlainNetwork {
 public:
  SmallCnnOfLibTorch(const ModelConfig& model, Precision precision, bool channels_last)
      : PlainNetwork(precision, channels_last), dropout_(model.dropout) {
    stem_ = make_conv_norm("stem", 1, model.channels[0]);
    for (size_t i = 0; i < model.channels.size(); ++i) {
      const std::string name = "stage" + std::to_string(i);
      Stage stage;
      stage.widen =
          make_conv_norm(name, i == 0 ? model.channels[0] : model.channels[i - 1], model.channels[i]);
      for (int64_t b = 0; b < 2 * model.residual_blocks[i]; ++b)
        stage.blocks.push_back(
            make_conv_norm(name + "_" + std::to_string(b), model.channels[i], model.channels[i]));
      stages_.push_back(stage);
    }
    head_ = register_module("head", nn::Linear(model.channels.back(), 7));
  }

 protected:
  torch::Tensor layers(torch::Tensor x) override {
    x = stem_((x - 128) / 64).relu_();
    for (size_t i = 0; i < stages_.size(); ++i) {
      x = stages_[i].widen(x).relu_();
      for (size_t b = 0; b + 1 < stages_[i].blocks.size(); b += 2) {
        const auto hidden = stages_[i].blocks[b](x).relu_();
        x = (stages_[i].blocks[b + 1](hidden) + x).relu_();
      }
      if (i + 1 < stages_.size()) x = torch::max_pool2d(x, 2);
    }
    return head_->forward(
        torch::dropout(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1), dropout_, is_training()));
  }

 private:
  struct Stage {
    PlainConvNorm widen;
    std::vector<PlainConvNorm> blocks;
  };
  double dropout_;
  PlainConvNorm stem_;
  std::vector<Stage> stages_;
  nn::Linear head_{nullptr};
};

/// As torchvision's, behind the same resizing and normalisation as ours.
class ResNet18OfLibTorch : public PlainNetwork {
 public:
  ResNet18OfLibTorch(const NetworkOptions& options, Precision precision, bool channels_last)
      : PlainNetwork(precision, channels_last),
        config_(options.model.resnet),
        dropout_(options.model.dropout) {
    const bool is_small = config_.stem == "small";
    stem_ = make_conv_norm("stem", options.input.channels, 64, is_small ? 3 : 7, is_small ? 1 : 2);
    int64_t before = 64;
    for (const int64_t after : {64, 64, 128, 128, 256, 256, 512, 512}) {
      const std::string name = "block" + std::to_string(blocks_.size());
      const int64_t stride = after == before ? 1 : 2;
      Block block;
      block.first = make_conv_norm(name + "_1", before, after, 3, stride);
      block.second = make_conv_norm(name + "_2", after, after);
      if (stride > 1) block.shortcut = make_conv_norm(name + "_shortcut", before, after, 1, stride);
      blocks_.push_back(block);
      before = after;
    }
    head_ = register_module("head", nn::Linear(512, 7));
  }

 protected:
  torch::Tensor layers(torch::Tensor x) override {
    if (config_.input_px > 0)
      x = torch::upsample_bilinear2d(x, {config_.input_px, config_.input_px}, /*align_corners=*/false);
    x = stem_((x - 114.5) / 57.6).relu_();
    if (config_.stem != "small") x = torch::max_pool2d(x, 3, 2, 1);
    for (auto& block : blocks_) {
      const auto shortcut = block.shortcut.conv.is_empty() ? x : block.shortcut(x);
      x = block.second(block.first(x).relu_()).add_(shortcut).relu_();
    }
    return head_->forward(
        torch::dropout(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1), dropout_, is_training()));
  }

 private:
  struct Block {
    PlainConvNorm first, second, shortcut;
  };
  ResNetConfig config_;
  double dropout_;
  PlainConvNorm stem_;
  std::vector<Block> blocks_;
  nn::Linear head_{nullptr};
};

}  // namespace

std::shared_ptr<BenchmarkNetwork> make_vgg_of_blocks(Precision precision) {
  return std::make_shared<VggOfBlocks>(precision);
}

std::shared_ptr<BenchmarkNetwork> make_vgg_of_libtorch(Precision precision, bool channels_last) {
  return std::make_shared<VggOfLibTorch>(precision, channels_last);
}

std::shared_ptr<BenchmarkNetwork> make_table_network(const NetworkOptions& options, Precision precision) {
  return std::make_shared<TableNetwork>(options, precision);
}

std::shared_ptr<BenchmarkNetwork> make_plain_network(const NetworkOptions& options, Precision precision,
                                                     bool channels_last) {
  if (options.model.name == "resnet18")
    return std::make_shared<ResNet18OfLibTorch>(options, precision, channels_last);
  AFFEKT_CHECK(options.model.name == "small_cnn", "no plain form of " + options.model.name);
  return std::make_shared<SmallCnnOfLibTorch>(options.model, precision, channels_last);
}

}  // namespace affekt
