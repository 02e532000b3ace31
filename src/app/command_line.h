// What the user asked for: one struct a command, filled from the command line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/player/player_commands.h"
#include "core/process/log.h"

namespace affekt {

/// CONFIG and --set of every command that reads a config.
struct ConfigArguments {
  std::string path;
  std::vector<std::string> overrides;  // "train.epochs=3"
};

/// CONFIG, --set, --out, --resume and --overwrite of the commands that make a run directory.
struct RunArguments {
  ConfigArguments config;
  std::string out;  // empty: experiments/<name>
  bool resume = false;
  bool overwrite = false;
  bool profile = false, profile_trace = false;  // see training/watch_options.h
  bool histograms = false;
};

struct RunCommand {
  RunArguments run;
  bool no_pictures = false;
  bool folds = false;          // cross-validation
  std::vector<int64_t> seeds;  // empty: the config's alone
};
/// What is not set is left to the search (search/run_search.h).
struct SweepCommand {
  RunArguments run;
  std::vector<std::string> over;  // "train.optimizer.lr=0.05,0.1"
  std::string method = "grid";
  int64_t num_trials = 0, num_at_once = 0;
  uint64_t seed = 1;
  std::optional<int64_t> keep_one_of, min_epochs;  // of halving
};
struct PrepareCommand {
  ConfigArguments config;
};
struct TrainCommand {
  RunArguments run;
  std::string prepared;  // a prepared file; empty: prepared from the config's data
};
struct EvaluateCommand {
  std::string model;  // a run directory or a .onnx file
  std::string data;   // empty: the prepared file that the run was trained on
  std::string split;  // empty: the config's
  std::string engine;
  std::string out;
  bool no_pictures = false;
  std::optional<int64_t> saliency;
  std::string file;                                   // a recording instead of a split: emotion over time
  std::optional<double> window_s, hop_s, silence_db;  // of `file`
};
struct ExportCommand {
  std::string run_directory;
  std::string data;
};
struct CompareCommand {
  std::string first, second;      // report.json, or its folder
  std::vector<std::string> more;  // further ones
  int64_t bootstrap_samples = 2000;
  uint64_t seed = 1;
  bool json = false;
  std::string html;  // a page is written there; empty: none
};
struct VerifyCommand {
  std::string experiment;  // a run directory, a published baseline or a group of runs
  bool json = false;
};
struct ReproduceCommand {
  std::string experiment;
  std::vector<std::string> overrides;  // of paths: "data.path=/data/fer2013"
  std::string data;                    // the raw data set or a prepared file; empty: as the config says
  std::string out;                     // empty: <experiment>_reproduced
  bool evaluate_only = false;
  bool resume = false, overwrite = false;
};
/// What is not set is left to the generator.
struct DemoDataCommand {
  std::string name, directory;
  std::optional<std::string> layout;
  std::map<std::string, int64_t> numbers;  // "--num-train": 700
};
struct DoctorCommand {
  std::vector<std::string> configs;  // empty: those in ./configs
  bool digests = false, json = false;
};
struct ConfigCommand {
  ConfigArguments config;
  bool schema = false;
};

struct ListCommand {
  std::string directory = "experiments";
  bool json = false;
};

/// The commands that need LibTorch, OpenCV or HDF5: libaffekt_engine.so has them.
using EngineCommand =
    std::variant<RunCommand, PrepareCommand, TrainCommand, EvaluateCommand, ExportCommand, CompareCommand,
                 VerifyCommand, ReproduceCommand, DemoDataCommand, SweepCommand, DoctorCommand>;

struct CommandLine {
  std::variant<ConfigCommand, ListCommand, EngineCommand, PlayerCommand> command;
  LogLevel log_level = LogLevel::kInfo;
};

}  // namespace affekt
