#include "benchmarks/sequences/sequence_contenders.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>

#include "models/sequence/next_song_network.h"
#include "tasks/next_song/listening_songs.h"
#include "tasks/next_song/next_song_task.h"
#include "training/optimizer.h"
#include "training/weight_average.h"

namespace affekt {
namespace {

class TaskLoop {
 public:
  TaskLoop(std::shared_ptr<const ListeningData> data, const ModelConfig& model, const TrainConfig& config)
      : config_(config) {
    NetworkOptions options;
    options.model = model;
    options.songs = describe_songs(*data);
    network_ = make_next_song_network(options, 1);
    task_ = std::make_unique<NextSongTask>(network_, std::move(data), config);
    network_->train();
    optimizer_ = make_optimizer(*network_, config.optimizer);
    average_ = std::make_unique<WeightAverage>(*network_, 0.999);
  }

  int64_t operator()() {
    if (!steps_) steps_ = task_->start_epoch(epoch_++, 0);
    const auto step = steps_->next();
    if (!step) {
      steps_.reset();
      return (*this)();
    }
    optimizer_->clear_gradients();
    step->loss.backward();
    optimizer_->step(config_.optimizer.lr);
    average_->update(num_updates_++);
    return step->num_samples;
  }

 private:
  TrainConfig config_;
  std::shared_ptr<NextSongNetwork> network_;
  std::unique_ptr<NextSongTask> task_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<WeightAverage> average_;
  std::unique_ptr<TrainingEpoch> steps_;
  int64_t epoch_ = 0, num_updates_ = 0;
};

struct PlainNetwork : torch::nn::Module {
  PlainNetwork(int64_t num_songs, const SequenceModelConfig& config)
      : embedding(register_module("embedding", torch::nn::Embedding(num_songs, config.embedding_size))),
        lstm(register_module("lstm",
                             torch::nn::LSTM(torch::nn::LSTMOptions(config.embedding_size, config.hidden_size)
                                                 .num_layers(config.num_layers)
                                                 .batch_first(true)))),
        output(register_module("output", torch::nn::Linear(config.hidden_size, num_songs))) {}
  torch::nn::Embedding embedding;
  torch::nn::LSTM lstm;
  torch::nn::Linear output;
};

class PlainLoop {
 public:
  PlainLoop(std::shared_ptr<const ListeningData> data, const ModelConfig& model, const TrainConfig& config,
            int64_t cut_plays)
      : data_(std::move(data)),
        batch_size_(config.batch_size),
        dropout_(model.dropout),
        network_(std::make_shared<PlainNetwork>(data_->catalogue.num_songs(), model.sequence)),
        optimizer_(network_->parameters(), torch::optim::AdamWOptions(config.optimizer.lr)) {
    for (const PlayWindow& run : list_windows(data_->sequences, Split::kTrain)) {
      const int64_t longest = cut_plays > 0 ? cut_plays : run.length();
      for (int64_t first = run.first; first < run.end; first += longest)
        pieces_.push_back({first, std::min(first + longest, run.end), run.stream_first, false});
    }
  }

  int64_t operator()() {
    if (next_ >= pieces_.size()) next_ = 0;
    const size_t end = std::min(next_ + static_cast<size_t>(batch_size_), pieces_.size());
    int64_t longest = 0, num_targets = 0;
    for (size_t i = next_; i < end; ++i) longest = std::max(longest, pieces_[i].length());
    const auto num_rows = static_cast<int64_t>(end - next_);
    auto songs = torch::zeros({num_rows, longest}, torch::kInt64);
    auto targets = torch::full({num_rows, longest}, -1, torch::kInt64);
    for (int64_t n = 0; n < num_rows; ++n) {
      const PlayWindow& piece = pieces_[next_ + static_cast<size_t>(n)];
      for (int64_t t = 0; t < piece.length(); ++t) {
        const auto play = static_cast<size_t>(piece.first + t);
        songs.data_ptr<int64_t>()[n * longest + t] = data_->sequences.songs[play - 1];
        targets.data_ptr<int64_t>()[n * longest + t] = data_->sequences.songs[play];
      }
      num_targets += piece.length();
    }
    next_ = end;
    optimizer_.zero_grad();
    auto hidden = std::get<0>(network_->lstm(network_->embedding(songs)));
    hidden = torch::dropout(hidden, dropout_, /*train=*/true);
    const auto scores = network_->output(hidden).flatten(0, 1);  // [N * L, V]
    torch::nn::functional::cross_entropy(scores, targets.flatten(),
                                         torch::nn::functional::CrossEntropyFuncOptions().ignore_index(-1))
        .backward();
    optimizer_.step();
    return num_targets;
  }

 private:
  std::shared_ptr<const ListeningData> data_;
  int64_t batch_size_;
  double dropout_;
  std::shared_ptr<PlainNetwork> network_;
  torch::optim::AdamW optimizer_;
  std::vector<PlayWindow> pieces_;
  size_t next_ = 0;
};

}  // namespace

SequenceContender make_task_loop(std::shared_ptr<const ListeningData> data, const ModelConfig& model,
                                 const TrainConfig& config) {
  auto loop = std::make_shared<TaskLoop>(std::move(data), model, config);
  return {"affekt, whole loop: loading, history, loss, update, average", [loop] { return (*loop)(); }};
}

SequenceContender make_plain_loop(std::shared_ptr<const ListeningData> data, const ModelConfig& model,
                                  const TrainConfig& config, int64_t cut_plays) {
  auto loop = std::make_shared<PlainLoop>(std::move(data), model, config, cut_plays);
  return {cut_plays > 0 ? fmt::format("plain LibTorch, fp32, cut at {} plays", cut_plays)
                        : "plain LibTorch, fp32, whole sequences",
          [loop] { return (*loop)(); }};
}

}  // namespace affekt
