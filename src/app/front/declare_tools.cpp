#include "app/front/declare_each.h"
#include "app/front/declare_options.h"

namespace affekt {

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
                  "  affekt verify experiments/fer2013_cnn\n"
                  "  affekt verify experiments/fer2013_cnn_seeds --json\n"
                  "\n"
                  "Exit code 4: a file is damaged, or gone that the run has left; 5: two files disagree.");
  add_argument(command, "EXPERIMENT", values.verify.experiment,
               "A run directory, a published baseline, or the folder of --seeds or a sweep");
  add_flag(command, "--json", values.verify.json, "Print the checks as JSON");
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

}  // namespace affekt
