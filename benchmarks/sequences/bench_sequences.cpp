// Training rate of the network of songs beside a plain LibTorch loop of the same sizes, in plays a second;
// and the time of a full-ranking evaluation of all test positions. Every loop takes its turn in each round,
// so that a machine whose speed drifts does not favour one; medians over the rounds.
//
//   bench_sequences [--data playlists|radio] [--rounds N] [--songs V] [--loss
//   full_softmax|sampled_softmax|bpr_max]
//                   [--embedding D] [--hidden H] [--batch N] [--bptt L] [--no-plain]
//   A million songs: --songs 1000000 --loss sampled_softmax --no-plain
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>

#include "benchmarks/sequences/sequence_contenders.h"
#include "benchmarks/sequences/synthetic_listening.h"
#include "core/process/allocator.h"
#include "core/process/threads.h"
#include "data/sequence_loader.h"
#include "models/sequence/next_song_scorer.h"
#include "tasks/next_song/listening_songs.h"

namespace affekt {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int64_t kPlaysInRound = 4000;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void measure(std::vector<SequenceContender>& contenders, int rounds) {
  for (auto& contender : contenders) contender.step();  // warm-up
  for (int round = 0; round < rounds; ++round)
    for (auto& contender : contenders) {
      const auto start = Clock::now();
      int64_t num_plays = 0;
      while (num_plays < kPlaysInRound) num_plays += contender.step();
      contender.rates.push_back(static_cast<double>(num_plays) / seconds_since(start));
    }
}

/// Ranks the song of each test play that has one before it among all songs.
void measure_evaluation(const ListeningData& data, const ModelConfig& model, double train_seconds) {
  NetworkOptions options;
  options.model = model;
  options.songs = describe_songs(data);
  const auto network = make_next_song_network(options, 1);
  network->eval();
  std::vector<PlaySpan> histories;
  std::vector<int32_t> targets;
  for (const PlayWindow& run : list_windows(data.sequences, Split::kTest))
    for (int64_t play = run.first; play < run.end; ++play) {
      histories.push_back({data.sequences.songs.data() + run.stream_first, play - run.stream_first});
      targets.push_back(data.sequences.songs[static_cast<size_t>(play)]);
    }
  const auto start = Clock::now();
  const NextSongScorer scorer(*network);
  const int64_t num_songs = scorer.num_songs();
  const auto block = static_cast<size_t>(std::clamp<int64_t>((1 << 24) / num_songs, 1, 1024));
  double rank_sum = 0;
  for (size_t first = 0; first < histories.size(); first += block) {
    const size_t end = std::min(first + block, histories.size());
    const auto scores = scorer.score_candidates(
        {histories.begin() + static_cast<int64_t>(first), histories.begin() + static_cast<int64_t>(end)});
    for (size_t i = first; i < end; ++i)
      rank_sum += compute_mean_rank(scores.data_ptr<float>() + static_cast<int64_t>(i - first) * num_songs,
                                    num_songs, scorer.candidates().column_of(targets[i]));
  }
  fmt::print(
      "\nFull ranking of {} test positions over {} songs: {:.2f} s (mean rank {:.0f}, untrained); one epoch "
      "of training takes {:.2f} s\n",
      histories.size(), num_songs, seconds_since(start),
      rank_sum / static_cast<double>(std::max<size_t>(1, histories.size())), train_seconds);
}

int run(int argc, char** argv) {
  std::string name = "playlists";
  int rounds = 5;
  int64_t num_songs = 0;
  bool no_plain = false;
  ModelConfig model;
  model.name = "next_song_rnn";
  model.dropout = 0.5;
  model.sequence.hidden_size = model.sequence.embedding_size;
  TrainConfig train;
  train.batch_size = 32;
  train.optimizer.name = "adamw";
  train.optimizer.lr = 0.004;
  CLI::App app("Training rates of the network of songs beside plain LibTorch on this machine.",
               "bench_sequences");
  app.add_option("--data", name, "Of what size the drawn data are")
      ->capture_default_str()
      ->check(CLI::IsMember({"playlists", "radio"}));
  app.add_option("--rounds", rounds, "Rounds, of each loop's turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--songs", num_songs, "In place of the number that belongs to the data");
  app.add_option("--loss", train.next_song.loss, "Of affekt's loop")
      ->capture_default_str()
      ->check(CLI::IsMember({"full_softmax", "sampled_softmax", "bpr_max"}));
  app.add_option("--embedding", model.sequence.embedding_size, "Size of a song's vector")
      ->capture_default_str();
  app.add_option("--hidden", model.sequence.hidden_size, "Size of the LSTM's state")->capture_default_str();
  app.add_option("--batch", train.batch_size, "Sequences in a step")->capture_default_str();
  app.add_option("--bptt", train.next_song.bptt_plays, "Plays that gradients flow back through")
      ->capture_default_str();
  app.add_flag("--no-plain", no_plain, "Only affekt's loop: the plain one may not fit into memory");
  CLI11_PARSE(app, argc, argv);
  ListeningSize size = name == "radio" ? radio_size() : playlists_size();
  if (num_songs > 0) {
    size.num_artists = std::max<int64_t>(1, size.num_artists * num_songs / size.num_songs);
    size.num_songs = num_songs;
  }
  configure_allocator();
  at::set_num_threads(thread_count());
  const auto data = std::make_shared<const ListeningData>(draw_listening(size));
  int64_t num_targets = 0;
  for (const PlayWindow& window : list_windows(data->sequences, Split::kTrain))
    num_targets += window.length();
  fmt::print(
      "{} songs, {} training plays to be foreseen, batches of {} sequences, {} and {} units, {}, {} "
      "threads\n",
      size.num_songs, num_targets, train.batch_size, model.sequence.embedding_size,
      model.sequence.hidden_size, train.next_song.loss, thread_count());
  std::vector<SequenceContender> contenders = {make_task_loop(data, model, train)};
  if (!no_plain) {
    contenders.push_back(make_plain_loop(data, model, train, 0));
    contenders.push_back(make_plain_loop(data, model, train, train.next_song.bptt_plays));
  }
  measure(contenders, rounds);
  for (const auto& contender : contenders)
    fmt::print("{:<66} {:>9.0f} plays/s\n", contender.name, median(contender.rates));
  for (size_t i = 1; i < contenders.size(); ++i) {
    std::vector<double> ratios;
    for (size_t round = 0; round < contenders[0].rates.size(); ++round)
      ratios.push_back(contenders[0].rates[round] / contenders[i].rates[round]);
    fmt::print("affekt / {}: {:.2f}\n", contenders[i].name, median(ratios));
  }
  measure_evaluation(*data, model, static_cast<double>(num_targets) / median(contenders[0].rates));
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  fmt::print("Peak memory of the process: {:.0f} MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  try {
    return affekt::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench_sequences: " << error.what() << "\n";
    return 1;
  }
}
