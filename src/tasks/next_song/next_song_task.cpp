#include "tasks/next_song/next_song_task.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "data/background_loader.h"
#include "models/sequence/next_song_scorer.h"
#include "tasks/next_song/next_song_loss.h"

namespace affekt {
namespace {

constexpr int64_t kListLength = 20;
/// Scores of validation that are held at a time: 64 MiB.
constexpr int64_t kScoresInBlock = 1 << 24;

/// Hits and reciprocal ranks of the first 20 of each ranking.
struct ListSums {
  MetricSum hits, reciprocal_ranks;

  void add(double rank) {
    const bool is_hit = rank <= static_cast<double>(kListLength);
    hits.add({is_hit ? 1.0 : 0.0, 1});
    reciprocal_ranks.add({is_hit ? 1 / rank : 0.0, 1});
  }
};

SequenceLoaderOptions loader_options(const TrainConfig& config) {
  SequenceLoaderOptions options;
  options.seed = static_cast<uint64_t>(config.seed);
  options.batch_size = config.batch_size;
  options.bptt_plays = config.next_song.bptt_plays;
  options.carry_state = config.next_song.carry_state;
  return options;
}

}  // namespace

class NextSongEpoch : public TrainingEpoch {
 public:
  NextSongEpoch(NextSongTask& task, int64_t epoch, int64_t first_step)
      : task_(task),
        plan_(task.runs_, task.loader_, epoch),
        history_(task.batches_.make_history()),
        loader_([this, epoch](
                    int64_t step) { return task_.batches_.make(plan_.step(step), epoch, step, history_); },
                {first_step, plan_.num_steps(), /*queue_size=*/3}) {}

  std::optional<StepResult> next() override {
    const auto batch = loader_.next();
    if (!batch) return std::nullopt;
    NextSongNetwork& network = *task_.network_;
    const auto device = network.parameters().front().device();
    const SequenceBatch& plays = batch->plays;
    NextSongNetwork::Steps steps{plays.songs.to(device), {}};
    if (batch->emotion.defined()) steps.emotion = batch->emotion.to(device);
    const auto read = network.read_plays(steps, take_state(plays));
    if (task_.loader_.carry_state) keep_state(read.state);
    const auto places = torch::tensor(plays.places, torch::kInt64).to(device);
    const auto hidden = read.steps.flatten(0, 1).index_select(0, places);  // [P, H]
    NextSongLoss computed = compute_next_song_loss(
        task_.config_.next_song, network.prepare_scores(hidden, *batch->candidates, batch->entries),
        batch->log_inclusion.defined() ? batch->log_inclusion.to(device) : torch::Tensor(),
        batch->target_columns);
    StepResult result;
    result.loss = computed.loss;
    result.num_samples = static_cast<int64_t>(plays.targets.size());
    if (!computed.ranks.empty()) {
      ListSums sums;
      for (const double rank : computed.ranks) sums.add(rank);
      const auto as_metric = [](const MetricSum& of) {
        return DeviceSum{torch::tensor(of.sum, torch::kFloat64), of.weight};
      };
      result.metrics["hit_rate_at_20"] = as_metric(sums.hits);
      result.metrics["mrr_at_20"] = as_metric(sums.reciprocal_ranks);
    }
    return result;
  }

 private:
  /// The state behind the batch before, of the rows that go on from it.
  RecurrentState take_state(const SequenceBatch& plays) const {
    RecurrentState state = task_.carried_;
    if (!state.hidden.defined()) return state;
    const auto kept = plays.continues_last.to(state.hidden.device()).view({1, -1, 1});
    state.hidden = state.hidden * kept;
    if (state.cell.defined()) state.cell = state.cell * kept;
    return state;
  }
  void keep_state(const RecurrentState& state) {
    task_.carried_.hidden = state.hidden.detach();
    if (state.cell.defined()) task_.carried_.cell = state.cell.detach();
  }

  NextSongTask& task_;
  SequencePlan plan_;
  HistoryWindow history_;
  BackgroundLoader<NextSongBatch> loader_;  // the last member: its thread uses the others
};

std::vector<MetricInfo> next_song_training_metrics() {
  return {
      {"mrr_at_20", "MRR@20",
       "Mean of 1 / rank of the song that was played next, 0 beyond rank 20; all songs are ranked.",
       MetricFormat::kNumber},
      {"hit_rate_at_20", "HR@20",
       "Share of plays whose song is among the first 20 of the ranking of all songs.", MetricFormat::kNumber},
      {"loss", "Loss", "What the training minimises (train.next_song.loss); lower is better.",
       MetricFormat::kNumber, /*higher_is_better=*/false}};
}

NextSongTask::NextSongTask(std::shared_ptr<NextSongNetwork> network,
                           std::shared_ptr<const ListeningData> data, const TrainConfig& config)
    : network_(std::move(network)),
      data_(std::move(data)),
      config_(config),
      loader_(loader_options(config)),
      batches_(data_, *network_, config),
      runs_(list_windows(data_->sequences, Split::kTrain)),
      validation_(list_validation_plays(data_->sequences, *batches_.warm_candidates())) {
  AFFEKT_CHECK(network_->num_songs() == data_->catalogue.num_songs(), "the network is of another catalogue");
  if (runs_.empty())
    throw DataError(
        "listening data: no play of the training split has another one of its stream before it, so there is "
        "nothing to learn; expected sequences of at least 2 plays");
  network_->set_sparse_gradients(config.next_song.loss != "full_softmax");
  num_steps_ = SequencePlan(runs_, loader_, 0).num_steps();
}

int64_t NextSongTask::num_training_samples() const {
  int64_t count = 0;
  for (const PlayWindow& run : runs_) count += run.length();
  return count;
}

std::unique_ptr<TrainingEpoch> NextSongTask::start_epoch(int64_t epoch, int64_t first_step) {
  if (first_step == 0) carried_ = {};
  return std::make_unique<NextSongEpoch>(*this, epoch, first_step);
}

std::map<std::string, double> NextSongTask::validate() {
  if (validation_.targets.empty()) return {};
  const torch::NoGradGuard no_grad;
  const ListeningSequences& sequences = data_->sequences;
  const NextSongScorer scorer(*network_, batches_.warm_candidates());
  const int64_t num_columns = scorer.candidates().count();
  const auto num_rows = static_cast<int64_t>(validation_.targets.size());
  const int64_t block = std::clamp<int64_t>(kScoresInBlock / num_columns, 1, 1024);
  ListSums sums;
  double loss = 0;
  for (int64_t first = 0; first < num_rows; first += block) {
    throw_if_interrupted("validating");
    std::vector<PlaySpan> histories;
    std::vector<int64_t> columns;
    for (int64_t i = first; i < std::min(first + block, num_rows); ++i) {
      const PlayWindow& target = validation_.targets[static_cast<size_t>(i)];
      histories.push_back({sequences.songs.data() + target.stream_first, target.first - target.stream_first});
      columns.push_back(scorer.candidates().column_of(sequences.songs[static_cast<size_t>(target.first)]));
    }
    const auto scores = scorer.score_candidates(histories).to(torch::kCPU).contiguous();  // [n, C]
    const auto logs = scores.logsumexp(1).to(torch::kFloat64);
    std::vector<double> ranks(columns.size());
    const float* values = scores.data_ptr<float>();
#pragma omp parallel for schedule(static) num_threads(at::get_num_threads())
    for (size_t i = 0; i < columns.size(); ++i)
      ranks[i] = compute_mean_rank(values + static_cast<int64_t>(i) * num_columns, num_columns, columns[i]);
    for (size_t i = 0; i < columns.size(); ++i) {
      sums.add(ranks[i]);
      const auto row = static_cast<int64_t>(i);
      loss += logs.data_ptr<double>()[row] - values[row * num_columns + columns[i]];
    }
  }
  return {{"loss", loss / static_cast<double>(num_rows)},
          {"hit_rate_at_20", sums.hits.mean()},
          {"mrr_at_20", sums.reciprocal_ranks.mean()}};
}

std::map<std::string, torch::Tensor> NextSongTask::carried_state() const {
  std::map<std::string, torch::Tensor> state;
  if (carried_.hidden.defined()) state["hidden"] = carried_.hidden;
  if (carried_.cell.defined()) state["cell"] = carried_.cell;
  return state;
}

void NextSongTask::restore_carried_state(const std::map<std::string, torch::Tensor>& state) {
  const auto device = network_->parameters().front().device();
  const auto find = [&](const char* name) {
    const auto found = state.find(name);
    return found == state.end() ? torch::Tensor() : found->second.to(device);
  };
  carried_ = {find("hidden"), find("cell")};
}

}  // namespace affekt
