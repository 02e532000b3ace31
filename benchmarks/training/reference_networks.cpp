#include "benchmarks/training/reference_networks.h"

#include <ATen/autocast_mode.h>

#include "models/blocks.h"
#include "models/model_table.h"

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
    if (!on_) return;
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(true);
  }
  ~Autocast() {
    if (!on_) return;
    at::autocast::clear_cache();
    at::autocast::set_cpu_enabled(false);
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

class SmallCnnOfBlocks : public BenchmarkNetwork {
 public:
  SmallCnnOfBlocks(const ModelConfig& model, Precision precision) {
    NetworkOptions options;
    options.model = model;
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

  PlainConvNorm make_conv_norm(const std::string& name, int64_t in, int64_t out) {
    PlainConvNorm result;
    result.conv =
        register_module(name + "_conv", nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false)));
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

}  // namespace

std::shared_ptr<BenchmarkNetwork> make_vgg_of_blocks(Precision precision) {
  return std::make_shared<VggOfBlocks>(precision);
}

std::shared_ptr<BenchmarkNetwork> make_vgg_of_libtorch(Precision precision, bool channels_last) {
  return std::make_shared<VggOfLibTorch>(precision, channels_last);
}

std::shared_ptr<BenchmarkNetwork> make_small_cnn_of_blocks(const ModelConfig& model, Precision precision) {
  return std::make_shared<SmallCnnOfBlocks>(model, precision);
}

std::shared_ptr<BenchmarkNetwork> make_small_cnn_of_libtorch(const ModelConfig& model, Precision precision,
                                                             bool channels_last) {
  return std::make_shared<SmallCnnOfLibTorch>(model, precision, channels_last);
}

}  // namespace affekt
