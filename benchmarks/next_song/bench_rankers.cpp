// How many sessions a second the simple methods of next songs answer on this machine, on one core: each play
// of each source asks once, and the 20 best songs of all are the answer.
//
//   bench_rankers CONFIG...    such as configs/next_song_lstm.yaml; data and rules of reading are the
//   config's. The last one is measured with all parts of its log (data.listening.part), too.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <stdexcept>

#include "config/load_config.h"
#include "ingest/prepare_listening.h"
#include "next_song/evaluate_ranker.h"
#include "next_song/ranker_table.h"
#include "next_song/training_plays.h"

namespace affekt {
namespace {

constexpr int64_t kListLength = 20;
constexpr int64_t kMaxSessions = 500;

/// All plays are learned from, so that the index is as large as the source: only time is measured.
TrainingPlays gather_all_plays(ListeningData data) {
  std::fill(data.sequences.splits.begin(), data.sequences.splits.end(), Split::kTrain);
  return gather_training_plays(data);
}

void measure_methods(const std::string& name, const ListeningData& data) {
  const TrainingPlays training = gather_all_plays(data);
  PositionOptions options;
  options.max_positions = kMaxSessions;
  const ListeningPositions positions = list_positions(data, Split::kTest, options);
  fmt::print("\n{}: {} plays in {} sessions, {} songs; {} sessions ask\n", name, training.num_plays(),
             training.num_sequences(), training.num_songs, positions.num_positions());
  PositionWork one_core;
  one_core.num_threads = 1;
  for (const RankerEntry& entry : ranker_table()) {
    double slowest = 0, of_default = 0;
    for (const RankerParameters& parameters : entry.grid) {
      const auto ranker = make_ranker(training, {entry.name, parameters, 0});
      const std::clock_t start = std::clock();
      evaluate_ranker(*ranker, positions, kListLength, one_core);
      const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      if (of_default == 0) of_default = seconds;  // the grid begins with the defaults
      slowest = std::max(slowest, seconds);
    }
    const auto num_sessions = static_cast<double>(positions.num_positions());
    fmt::print("  {:<28} {:>8.0f} sessions/s; the slowest of {} parameter sets {:>8.0f}\n", entry.title,
               num_sessions / of_default, entry.grid.size(), num_sessions / slowest);
  }
}

void measure_source(const std::string& name, const DataConfig& config) {
  measure_methods(name, read_listening(prepare_listening(config).path));
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  try {
    if (argc < 2) throw std::runtime_error("usage: bench_rankers CONFIG...");
    for (int i = 1; i < argc; ++i) {
      affekt::ExperimentConfig config = affekt::load_experiment(argv[i]);
      affekt::measure_source(config.name, config.data);
      if (i + 1 < argc || config.data.listening.part.empty()) continue;
      config.data.listening.part.clear();
      affekt::measure_source("all parts, by the rules of " + config.name, config.data);
    }
  } catch (const std::exception& error) {
    std::cerr << "bench_rankers: " << error.what() << "\n";
    return 1;
  }
}
