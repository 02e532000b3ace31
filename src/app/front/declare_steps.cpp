#include "app/front/declare_each.h"
#include "app/front/declare_options.h"

namespace affekt {

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
      ->check(expect_whole_number_of("train.seed"));
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
  CLI::App* command =
      add_command(app, "train", "Train, or go on with a training, in a run directory",
                  "  affekt train configs/fer2013_cnn.yaml\n"
                  "  affekt train configs/fer2013_cnn.yaml --resume\n"
                  "  affekt train configs/fer2013_cnn.yaml --prepared fer2013.h5   # raw data elsewhere");
  add_run(command, values.train.run);
  add_option(command, "--prepared", "FILE.h5", values.train.prepared,
             "A file that `affekt prepare` made of the config's data set, instead of the raw data");
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
  add_option(
      command, "--engine", "ENGINE", evaluate.engine,
      "libtorch, opencv or onnxruntime [default: libtorch for a run; for an ONNX file onnxruntime where "
      "this build has it (Debian 13) or OpenCV can't run its kind (next songs), else opencv]");
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

}  // namespace affekt
