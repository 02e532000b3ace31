#include "app/front/declare_commands.h"

#include <limits>
#include <type_traits>

#include "core/version.h"

namespace affekt {
namespace {

constexpr const char* kWholeWay = "The whole way";
constexpr const char* kSteps = "Step by step";
constexpr const char* kTools = "Tools";
constexpr const char* kCommon = "Common";
constexpr int64_t kMaxSeed = std::numeric_limits<int64_t>::max();

CLI::Option* add_flag(CLI::App* app, const std::string& name, bool& value, const std::string& help) {
  return app->add_flag(name, value, help)->disable_flag_override();  // or --resume=no would be taken for yes
}

void add_common_flags(CLI::App* app, ParsedValues& values, const std::string& help_text) {
  app->set_help_flag("-h,--help", help_text)->group(kCommon);
  add_flag(app, "-v,--verbose", values.verbose, "Show more of what happens")->group(kCommon);
  add_flag(app, "-q,--quiet", values.quiet, "Show only warnings, errors and the result")->group(kCommon);
}

/// Refuses with "expected <words>, got <text>".
CLI::Validator expect(const std::string& words,
                      const std::function<bool(const std::string& text)>& is_right) {
  return CLI::Validator(
      [words, is_right](std::string& text) {
        return is_right(text) ? "" : "expected " + words + ", got " + (text.empty() ? "nothing" : text);
      },
      "");
}

/// Decimal digits, without what other programs take for octal or hexadecimal.
CLI::Validator expect_whole_number(int64_t minimum, int64_t maximum) {
  return expect("a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum),
                [=](const std::string& text) {
                  int64_t value = 0;
                  return CLI::detail::lexical_cast(text, value) && std::to_string(value) == text &&
                         value >= minimum && value <= maximum;
                });
}

/// The range itself is checked where it depends on other things too.
CLI::Validator expect_number(const std::string& range) {
  return expect(range, [](const std::string& text) {
    double value = 0;
    return CLI::detail::lexical_cast(text, value);
  });
}

/// Of an option that has lost its value, the next one would be taken for it: --out --resume.
CLI::Validator expect_text(const std::string& what) {
  return expect(what, [](const std::string& text) { return !text.empty() && text[0] != '-'; });
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary,
                      const std::string& examples) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->footer("Examples:\n" + examples);
  return command;
}

void add_argument(CLI::App* command, const std::string& name, std::string& value, const std::string& help) {
  command->add_option(name, value, help)
      ->type_name("")
      ->required()
      ->check(expect("a name", [](const std::string& text) { return !text.empty(); }));
}

template <class T>
CLI::Option* add_option(CLI::App* command, const std::string& name, const std::string& type, T& value,
                        const std::string& help) {
  CLI::Option* option = command->add_option(name, value, help)->type_name(type);
  if constexpr (std::is_assignable_v<T&, std::string>) option->check(expect_text(type));
  return option;
}

void add_config(CLI::App* command, ConfigArguments& config) {
  add_argument(command, "CONFIG", config.path, "The experiment: a YAML file");
  command
      ->add_option("--set", config.overrides, "Override a key of the config, e.g. train.epochs=3; repeatable")
      ->type_name("KEY=VALUE")
      ->check(expect_text("KEY=VALUE"))
      ->allow_extra_args(false);  // or it would swallow CONFIG when it stands before it
}

void add_run(CLI::App* command, RunArguments& run) {
  add_config(command, run.config);
  add_option(command, "--out", "DIR", run.out, "The run directory [default: experiments/<name>]");
  add_flag(command, "--resume", run.resume, "Go on from the run directory's newest checkpoint");
  add_flag(command, "--overwrite", run.overwrite, "Remove the run that the directory holds, and start anew");
  add_flag(command, "--profile", run.profile,
           "Tell where a training step's time goes, and how far it is from this machine's matrix rate: a "
           "table in the log, and profile.json");
  add_flag(command, "--profile-trace", run.profile_trace,
           "As --profile, and profile_trace.json too, for chrome://tracing or ui.perfetto.dev");
  add_flag(command, "--histograms", run.histograms,
           "Histograms of weights and gradients in the TensorBoard files; with train.tensorboard: true");
}

CLI::App* declare_run(CLI::App& app, ParsedValues& values) {
  CLI::App* command =
      add_command(app, "run", "Prepare, train, evaluate and export: from a config to a model",
                  "  affekt run configs/fer2013_cnn.yaml\n"
                  "  affekt run configs/fer2013_cnn.yaml --set train.epochs=30 --out experiments/short\n"
                  "  affekt run configs/fer2013_cnn.yaml --resume\n"
                  "  affekt run configs/ravdess_cnn.yaml --folds\n"
                  "  affekt run configs/fer2013_demo.yaml --seeds 1,2,3");
  add_run(command, values.run.run);
  add_flag(command, "--folds", values.run.folds,
           "Cross-validate: train and test every fold of data.split.plan, pool their predictions into "
           "one report, then train the exported model on all folds");
  add_option(
      command, "--seeds", "N,N,...", values.run.seeds,
      "A whole run with each of these seeds, in folders of experiments/<name>_seeds, and one report: mean, "
      "deviation and all runs")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(expect_whole_number(0, kMaxSeed));
  add_flag(command, "--no-pictures", values.run.no_pictures, "No image of the data set in report.html");
  return command->group(kWholeWay);
}

CLI::App* declare_sweep(CLI::App& app, ParsedValues& values) {
  SweepCommand& sweep = values.sweep;
  CLI::App* command = add_command(
      app, "sweep", "Train with many choices of values; validation chooses, the winner alone is tested",
      "  affekt sweep configs/fer2013_demo.yaml --over train.optimizer.lr=0.05,0.1,0.2 --over "
      "model.dropout=0.2..0.5\n"
      "  affekt sweep configs/fer2013_demo.yaml --over train.optimizer.lr=0.01..0.5:log --method random "
      "--trials 20 --jobs 2\n"
      "  affekt sweep configs/fer2013_demo.yaml --over train.optimizer.lr=0.01..0.5:log --method halving "
      "--trials 27\n"
      "\n"
      "VALUES are values with commas between, or a range LOW..HIGH, of which a grid takes 4 points\n"
      "(LOW..HIGH:7: 7 points); a range that ends in :log is even in its logarithm. The score is\n"
      "train.best_metric on validation. Successive halving trains all trials for a few epochs and anew,\n"
      "for more epochs, those that were best; its longest trainings have train.epochs.");
  add_config(command, sweep.run.config);
  command
      ->add_option("--over", sweep.over,
                   "A key of the config and what it takes in turn; repeatable: all "
                   "combinations")
      ->type_name("KEY=VALUES")
      ->required()
      ->check(expect_text("KEY=VALUES"))
      ->allow_extra_args(false);
  add_option(command, "--method", "METHOD", sweep.method,
             "grid: every combination; random: --trials of them; halving: successive halving of the grid or "
             "of --trials drawn ones [default: grid]");
  add_option(command, "--trials", "N", sweep.num_trials, "random, halving: so many combinations are drawn")
      ->check(expect_whole_number(1, 10000));
  add_option(command, "--seed", "N", sweep.seed, "Seed of the drawing [default: 1]")
      ->check(expect_whole_number(0, kMaxSeed));
  add_option(command, "--keep-one-of", "N", sweep.keep_one_of,
             "halving: of so many trials one goes on, for so many times the epochs [default: 3]")
      ->check(expect_whole_number(2, 100));
  add_option(command, "--min-epochs", "N", sweep.min_epochs,
             "halving: the first trainings have at least so many epochs [default: 1]")
      ->check(expect_whole_number(1, 100000));
  add_option(
      command, "--jobs", "N", sweep.num_at_once,
      "Trainings side by side, each in a process of its own, which share the cores [default: as many as "
      "train.num_threads leaves cores for; 1 where it is 0]")
      ->check(expect_whole_number(1, 1024));
  add_option(command, "--out", "DIR", sweep.run.out,
             "The sweep's folder [default: experiments/<name>_sweep]");
  add_flag(command, "--resume", sweep.run.resume, "Go on with the sweep in the folder");
  add_flag(command, "--overwrite", sweep.run.overwrite,
           "Remove the sweep that the folder holds, and start anew");
  return command->group(kWholeWay);
}

CLI::App* declare_prepare(CLI::App& app, ParsedValues& values) {
  CLI::App* command =
      add_command(app, "prepare", "Raw data set -> one checked HDF5 file, with an audit of leaks",
                  "  affekt prepare configs/fer2013_cnn.yaml --set data.path=/data/fer2013");
  add_config(command, values.prepare.config);
  return command->group(kSteps);
}

CLI::App* declare_train(CLI::App& app, ParsedValues& values) {
  CLI::App* command = add_command(app, "train", "Train, or go on with a training, in a run directory",
                                  "  affekt train configs/fer2013_cnn.yaml\n"
                                  "  affekt train configs/fer2013_cnn.yaml --resume");
  add_run(command, values.train.run);
  return command->group(kSteps);
}

CLI::App* declare_evaluate(CLI::App& app, ParsedValues& values) {
  EvaluateCommand& evaluate = values.evaluate;
  CLI::App* command = add_command(
      app, "evaluate", "One split -> report; or one recording -> emotion over time",
      "  affekt evaluate experiments/fer2013_cnn --split validation\n"
      "  affekt evaluate model.onnx --data datasets/prepared/fer2013-0123.h5 --engine opencv\n"
      "  affekt evaluate experiments/ravdess_cnn --file talk.wav --window-s 3 --hop-s 0.5\n"
      "  affekt evaluate songs/model.onnx --data datasets/prepared/songs-4567.h5 --out other_songs\n"
      "\n"
      "A split gives report.json, report.md, report.html and predictions.csv; clusters of songs have no\n"
      "split and give clusters.csv, each song's cluster. With --file a model of\n"
      "speech listens along a recording instead: emotion_over_time.csv, .json, .html and .svg. Its\n"
      "probabilities on other speech than it was trained on are not validated.");
  add_argument(command, "MODEL", evaluate.model, "A run directory, or a model.onnx that affekt has made");
  add_option(command, "--data", "FILE.h5", evaluate.data,
             "A prepared file [default: the one of the training]");
  add_option(command, "--split", "SPLIT", evaluate.split,
             "train, validation or test [default: the config's, or validation if that one is empty]");
  add_option(command, "--engine", "ENGINE", evaluate.engine,
             "libtorch, opencv or onnxruntime [default: libtorch for a run, opencv for an "
             "ONNX file]");
  add_option(
      command, "--out", "DIR", evaluate.out,
      "Where the report goes [default: beside the model, or where another report is, in a folder of its "
      "own there; with --file: <its name>_emotion, here]");
  add_flag(command, "--no-pictures", evaluate.no_pictures, "No image of the data set in report.html");
  add_option(
      command, "--saliency", "N", evaluate.saliency,
      "Show for N images of faces or people where the network looked (Grad-CAM), 0 to 200 [default: the "
      "config's evaluate.saliency]")
      ->check(expect_whole_number(0, 200));
  add_option(command, "--file", "AUDIO", evaluate.file,
             "A recording (WAV, FLAC, OGG, AIFF) instead of a split: the emotion along it");
  add_option(command, "--window-s", "SECONDS", evaluate.window_s,
             "--file: what the model hears at once, 0.1 to 60 [default: 3]")
      ->check(expect_number("0.1 to 60 seconds"));
  add_option(command, "--hop-s", "SECONDS", evaluate.hop_s,
             "--file: from one window to the next, 0.05 to the window [default: 0.5, or a shorter window]")
      ->check(expect_number("0.05 seconds to the window"));
  add_option(
      command, "--silence-db", "DB", evaluate.silence_db,
      "--file: a window this far below the loudest one is silent, 0 to 200; less (say 30) where pauses "
      "are noisy; 0: only where there is no sound at all [default: 50]")
      ->check(expect_number("0 to 200 dB below the loudest window"));
  return command->group(kSteps);
}

CLI::App* declare_export(CLI::App& app, ParsedValues& values) {
  CLI::App* command =
      add_command(app, "export", "Run directory -> model.onnx with test vectors, checked against LibTorch",
                  "  affekt export experiments/fer2013_cnn");
  add_argument(command, "RUN", values.exporting.run_directory, "A run directory");
  add_option(command, "--data", "FILE.h5", values.exporting.data,
             "A prepared file [default: the one of the training]");
  return command->group(kSteps);
}

CLI::App* declare_compare(CLI::App& app, ParsedValues& values) {
  CLI::App* command = add_command(
      app, "compare", "Reports on the same samples: paired differences with intervals, ranks",
      "  affekt compare experiments/fer2013_cnn experiments/fer2013_wide\n"
      "  affekt compare experiments/fer2013_cnn experiments/fer2013_wide --html compared.html\n"
      "  affekt compare first second third\n"
      "\n"
      "Of two, second - first. Of more, each with each: a difference is real where its p, with Holm's\n"
      "correction for the number of pairs, is at most 0.05.");
  CompareCommand& compare = values.compare;
  add_argument(command, "FIRST", compare.first,
               "A report.json with its predictions.csv beside it, or their folder");
  add_argument(command, "SECOND", compare.second,
               "Another one on the same samples; the difference is second - first");
  command->add_option("MORE", compare.more, "Further ones: ranks, and which differences are real")
      ->type_name("");
  add_option(command, "--bootstrap-samples", "N", compare.bootstrap_samples,
             "Resamples behind each interval, 100 to 100000 [default: 2000]")
      ->check(expect_whole_number(100, 100000));
  add_option(command, "--seed", "N", compare.seed, "Seed of the resampling [default: 1]")
      ->check(expect_whole_number(0, kMaxSeed));
  add_flag(command, "--json", compare.json, "Print the comparison as JSON");
  add_option(command, "--html", "FILE.html", compare.html,
             "Write the comparison as a page, with the figures of the reports side by side")
      ->check(expect("a name that ends in .html", [](const std::string& text) {
        return text.size() > 5 && text.substr(text.size() - 5) == ".html";
      }));
  return command->group(kTools);
}

CLI::App* declare_list(CLI::App& app, ParsedValues& values) {
  CLI::App* command = add_command(app, "list", "The runs there are: state, progress, score, time, data",
                                  "  affekt list\n"
                                  "  affekt list somewhere/else --json\n"
                                  "\n"
                                  "A run is running while a process holds its lock, whatever its files say.");
  add_argument(command, "DIR", values.list.directory, "The folder of the runs [default: experiments]");
  command->get_option("DIR")->required(false);
  add_flag(command, "--json", values.list.json, "Print the runs as JSON");
  return command->group(kTools);
}

CLI::App* declare_verify(CLI::App& app, ParsedValues& values) {
  CLI::App* command =
      add_command(app, "verify", "Does a run or a published baseline agree with itself? Needs no data",
                  "  affekt verify experiments/fer2013_cnn");
  add_argument(command, "EXPERIMENT", values.verify.experiment, "A run directory or a published baseline");
  return command->group(kTools);
}

CLI::App* declare_reproduce(CLI::App& app, ParsedValues& values) {
  ReproduceCommand& reproduce = values.reproduce;
  CLI::App* command = add_command(
      app, "reproduce", "Train and evaluate again from the kept config: is the kept report met?",
      "  affekt reproduce experiments/fer2013_cnn --data /data/fer2013\n"
      "  affekt reproduce experiments/fer2013_cnn --evaluate-only --data prepared/fer2013-0123.h5\n"
      "\n"
      "On the same kind of machine, with the same affekt, LibTorch and number of threads, weights and\n"
      "predictions must be the same bytes; elsewhere each score must lie in its kept interval.");
  add_argument(command, "EXPERIMENT", reproduce.experiment, "A run directory or a published baseline");
  add_option(command, "--data", "PATH", reproduce.data,
             "The raw data set, or a prepared file FILE.h5 [default: as the kept config says]");
  command
      ->add_option("--set", reproduce.overrides,
                   "Where another file of the config lies, e.g. model.pretrained.path=x.pth; repeatable")
      ->type_name("KEY=PATH")
      ->check(expect_text("KEY=PATH"))
      ->allow_extra_args(false);
  add_option(command, "--out", "DIR", reproduce.out, "The new run [default: EXPERIMENT_reproduced]");
  add_flag(command, "--evaluate-only", reproduce.evaluate_only,
           "Train nothing: evaluate the kept model.onnx");
  add_flag(command, "--resume", reproduce.resume, "Go on with an interrupted reproduction");
  add_flag(command, "--overwrite", reproduce.overwrite, "Remove the run that --out holds, and start anew");
  return command->group(kTools);
}

CLI::App* declare_config(CLI::App& app, ParsedValues& values) {
  CLI::App* command = add_command(app, "config", "The effective config, with every default and its meaning",
                                  "  affekt config configs/fer2013_cnn.yaml --set train.epochs=30\n"
                                  "  affekt config --schema > affekt.schema.json");
  add_config(command, values.config.config);
  command->get_option("CONFIG")->required(false);
  add_flag(command, "--schema", values.config.schema, "Print the JSON Schema of all configs instead");
  return command->group(kTools);
}

CLI::App* declare_doctor(CLI::App& app, ParsedValues& values) {
  DoctorCommand& doctor = values.doctor;
  CLI::App* command =
      add_command(app, "doctor", "What this machine is, and what would slow a run down or make it differ",
                  "  affekt doctor\n"
                  "  affekt doctor configs/fer2013_cnn.yaml --digests\n"
                  "  affekt doctor --json > doctor.json");
  command
      ->add_option("CONFIG", doctor.configs,
                   "Configs whose data have to be here [default: all of ./configs, which need not]")
      ->type_name("")
      ->check(expect("a name", [](const std::string& text) { return !text.empty(); }));
  add_flag(command, "--digests", doctor.digests, "Read the raw data too, and tell their digests");
  add_flag(command, "--json", doctor.json, "Print it as JSON");
  return command->group(kTools);
}

CLI::App* declare_completion(CLI::App& app, ParsedValues& values) {
  CLI::App* command =
      add_command(app, "completion", "A script with which a shell completes affekt's commands",
                  "  affekt completion bash > ~/.local/share/bash-completion/completions/affekt\n"
                  "  affekt completion zsh > ~/.zfunc/_affekt");
  command->add_option("SHELL", values.completion_shell, "The shell: bash or zsh")
      ->type_name("")
      ->required()
      ->check(expect("bash or zsh", [](const std::string& text) { return text == "bash" || text == "zsh"; }));
  return command->group(kTools);
}

CLI::App* declare_man(CLI::App& app) {
  return add_command(app, "man", "The manual page of affekt",
                     "  affekt man | man -l -\n"
                     "  affekt man > /usr/local/share/man/man1/affekt.1")
      ->group(kTools);
}

CLI::App* declare_demo_data(CLI::App& app, ParsedValues& values) {
  DemoDataCommand& demo = values.demo_data;
  CLI::App* command = add_command(app, "demo-data", "A small synthetic data set in the real one's layout",
                                  "  affekt demo-data fer2013 datasets/demo/fer2013\n"
                                  "  affekt demo-data fer2013 somewhere/else --layout csv --num-train 700\n"
                                  "  affekt demo-data ravdess datasets/demo/ravdess --num-actors 12\n"
                                  "  affekt demo-data emotic datasets/demo/emotic\n"
                                  "  affekt demo-data songs datasets/demo/songs\n"
                                  "  affekt demo-data listening datasets/demo/listening");
  add_argument(command, "NAME", demo.name,
               "The data set to imitate: fer2013, ravdess, emotic, songs or listening");
  add_argument(command, "DIR", demo.directory,
               "Where to write it; what an earlier call wrote there is replaced, other files stay");
  add_option(command, "--layout", "LAYOUT", demo.layout,
             "The spreads that the real set is found in: folders, train_test or csv for fer2013; folders or "
             "flat for ravdess [default: folders]; mat or csv for emotic [default: mat]");
  const auto add_number = [&](const char* option, const CLI::Validator& range, const char* help) {
    command
        ->add_option_function<int64_t>(
            option, [&demo, option](int64_t value) { demo.numbers[option] = value; }, help)
        ->type_name("N")
        ->check(range);
  };
  add_number("--num-train", expect_whole_number(7, 1000000),
             "fer2013: training images [default: 2100]; emotic: people in the list train [default: 60]");
  add_number("--num-validation", expect_whole_number(7, 1000000),
             "fer2013: validation images [default: 420]; emotic: people in val [default: 20]");
  add_number("--num-test", expect_whole_number(0, 1000000),
             "fer2013: test images; 0: no test split [default: 420]; emotic: people in test [default: 40]");
  add_number("--num-actors", expect_whole_number(1, 24), "ravdess: 1 to 24 actors [default: 8]");
  add_number("--num-repetitions", expect_whole_number(1, 2),
             "ravdess: 1 or 2; each actor speaks 30 recordings for one [default: 1]");
  add_number(
      "--sample-rate",
      expect("16000 or 48000 Hz", [](const std::string& text) { return text == "16000" || text == "48000"; }),
      "ravdess: 16000 or 48000 Hz [default: 16000]");
  add_number("--num-songs", expect_whole_number(100, 1000000),
             "songs: 100 to 1000000 songs [default: 4000]; listening: up to 5000 [default: 240]");
  add_number("--num-streams", expect_whole_number(2, 2000),
             "listening: 2 to 2000 streams of plays [default: 120]");
  add_number("--seed", expect_whole_number(0, kMaxSeed), "Seed of the drawing [default: 1]");
  return command->group(kTools);
}

}  // namespace

std::vector<DeclaredCommand> declare_commands(CLI::App& app, ParsedValues& values) {
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("REQUIRED", "");
  add_common_flags(&app, values, "Show this help; 'affekt COMMAND --help' shows a command's");
  app.set_version_flag("--version", "affekt " + tool_version() + " (" + git_commit() + ")",
                       "Show the version")
      ->group(kCommon);
  app.footer(
      "Examples:\n"
      "  affekt demo-data fer2013 datasets/demo/fer2013   # synthetic faces to try it on\n"
      "  affekt run configs/fer2013_demo.yaml             # trained model, report and model.onnx\n"
      "\n"
      "Exit codes: 0 done, 1 bug in affekt, 2 config or command line, 3 data, 4 file of a run or model\n"
      "or the machine (memory, folders), 5 not reproduced, 130 interrupted (the training is saved).");
  std::vector<DeclaredCommand> commands = {
      {declare_run(app, values), [&](CommandLine& line) { line.command = values.run; }},
      {declare_sweep(app, values), [&](CommandLine& line) { line.command = values.sweep; }},
      {declare_prepare(app, values), [&](CommandLine& line) { line.command = values.prepare; }},
      {declare_train(app, values), [&](CommandLine& line) { line.command = values.train; }},
      {declare_evaluate(app, values), [&](CommandLine& line) { line.command = values.evaluate; }},
      {declare_export(app, values), [&](CommandLine& line) { line.command = values.exporting; }},
      {declare_compare(app, values), [&](CommandLine& line) { line.command = values.compare; }},
      {declare_list(app, values), [&](CommandLine& line) { line.command = values.list; }},
      {declare_reproduce(app, values), [&](CommandLine& line) { line.command = values.reproduce; }},
      {declare_verify(app, values), [&](CommandLine& line) { line.command = values.verify; }},
      {declare_config(app, values), [&](CommandLine& line) { line.command = values.config; }},
      {declare_demo_data(app, values), [&](CommandLine& line) { line.command = values.demo_data; }},
      {declare_doctor(app, values), [&](CommandLine& line) { line.command = values.doctor; }},
      {declare_completion(app, values), nullptr},  // these two print what is declared here
      {declare_man(app), nullptr},
  };
  for (const DeclaredCommand& each : commands) add_common_flags(each.app, values, "Show this help");
  return commands;
}

}  // namespace affekt
