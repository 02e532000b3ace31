// affekt demo-data: a small synthetic data set, to try things on.
#include <iostream>

#include "app/engine/execute.h"
#include "core/error.h"
#include "ingest/demo/demo_data.h"

namespace affekt {
namespace {

void refuse_if_given(bool is_given, const std::string& option, const std::string& name) {
  if (is_given) throw ConfigError("demo-data: " + name + " has no " + option);
}

void check_options_fit(const DemoDataCommand& command) {
  const std::string& name = command.name;
  const DemoKind kind = demo_kind(name);
  if (kind != DemoKind::kPictures) {
    refuse_if_given(command.num_train.has_value(), "--num-train", name);
    refuse_if_given(command.num_validation.has_value(), "--num-validation", name);
    refuse_if_given(command.num_test.has_value(), "--num-test", name);
  }
  if (kind != DemoKind::kSound) {
    refuse_if_given(command.num_actors.has_value(), "--num-actors", name);
    refuse_if_given(command.num_repetitions.has_value(), "--num-repetitions", name);
    refuse_if_given(command.sample_rate.has_value(), "--sample-rate", name);
  }
  if (kind == DemoKind::kSongs) {
    refuse_if_given(command.layout.has_value(), "--layout", name);
  } else {
    refuse_if_given(command.num_songs.has_value(), "--num-songs", name);
  }
}

}  // namespace

void execute(const DemoDataCommand& command) {
  check_options_fit(command);
  DemoDataOptions options;
  options.layout = command.layout.value_or(options.layout);
  options.num_train = command.num_train.value_or(options.num_train);
  options.num_validation = command.num_validation.value_or(options.num_validation);
  options.num_test = command.num_test.value_or(options.num_test);
  options.num_actors = command.num_actors.value_or(options.num_actors);
  options.num_repetitions = command.num_repetitions.value_or(options.num_repetitions);
  options.sample_rate_hz = command.sample_rate.value_or(options.sample_rate_hz);
  options.num_songs = command.num_songs.value_or(options.num_songs);
  options.seed = command.seed.value_or(options.seed);
  make_demo_data(command.name, command.directory, options);
  std::cout << command.directory << "\n";
}

}  // namespace affekt
