#include "app/front/declare_options.h"

#include "config/find_rules.h"

namespace affekt {

CLI::Option* add_flag(CLI::App* app, const std::string& name, bool& value, const std::string& help) {
  return app->add_flag(name, value, help)->disable_flag_override();  // or --resume=no would be taken for yes
}

void add_common_flags(CLI::App* app, ParsedValues& values, const std::string& help_text) {
  app->set_help_flag("-h,--help", help_text)->group(kCommon);
  add_flag(app, "-v,--verbose", values.verbose, "Show more of what happens")->group(kCommon);
  add_flag(app, "-q,--quiet", values.quiet, "Show only warnings, errors and the result")->group(kCommon);
}

CLI::Validator expect(const std::string& words,
                      const std::function<bool(const std::string& text)>& is_right) {
  return CLI::Validator(
      [words, is_right](std::string& text) {
        return is_right(text) ? "" : "expected " + words + ", got " + (text.empty() ? "nothing" : text);
      },
      "");
}

CLI::Validator expect_whole_number(int64_t minimum, int64_t maximum) {
  return expect("a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum),
                [=](const std::string& text) {
                  int64_t value = 0;
                  return CLI::detail::lexical_cast(text, value) && std::to_string(value) == text &&
                         value >= minimum && value <= maximum;
                });
}

CLI::Validator expect_whole_number_of(const std::string& key) {
  const FieldRules rules = find_rules(key);
  return expect_whole_number(static_cast<int64_t>(rules.minimum), static_cast<int64_t>(rules.maximum));
}

CLI::Validator expect_number(const std::string& range) {
  return expect(range, [](const std::string& text) {
    double value = 0;
    return CLI::detail::lexical_cast(text, value);
  });
}

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

}  // namespace affekt
