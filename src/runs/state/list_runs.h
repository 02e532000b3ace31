// The runs under a folder, each with its state, score, time and data, read from their files alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace affekt {

enum class RunState {
  kRunning,      // a process holds the run's lock
  kFinished,     // the last command came to its end; or a report or model of one that kept no record
  kInterrupted,  // by a signal, or killed: --resume goes on
  kFailed,       // with an error
  kDamaged,      // its record can't be read: `fault` tells
};
const char* name_of(RunState state);  // "running"

struct RunScore {
  std::string metric;  // "accuracy"
  std::string split;   // "test"
  double value = 0;
  std::optional<double> low, high;  // of the 95 % interval
  int64_t epoch = 0;                // of a training without a report: its best one on validation, from 1
};

struct ListedRun {
  std::string name;  // its path below the folder, with "/"
  RunState state = RunState::kInterrupted;
  std::string command;  // "run", "train", "run --folds", "run --seeds", "sweep"; empty: unknown
  std::string stage;    // "training", "fold_2", "seed 2 of 3"; of a run that is not finished
  std::string reason;   // why it failed or was interrupted; empty: unknown
  int64_t epochs_done = 0, num_epochs = 0;  // of the last training; 0: it has none, or nobody knows
  std::optional<RunScore> score;
  std::optional<double> seconds;  // of work, all commands since the run was begun together
  std::string updated_at;         // UTC, as format_utc writes it
  std::string model, data_name;
  std::string source_digest;  // of the raw data: what `compare` and `reproduce` ask for
  std::string fault;          // what could not be read; empty: nothing
};

/// Running ones first, then by the last change, the newest first. Runs inside other folders are found up to 4
/// levels down; the folds of a cross-validation are part of their run. Symbolic links are followed, but each
/// run is listed once.
/// @throws ArtifactError: the folder can't be read
std::vector<ListedRun> list_runs(const std::filesystem::path& folder);

}  // namespace affekt
