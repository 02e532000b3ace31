// affekt demo-data: a small synthetic data set, to try things on.
#include <iostream>

#include "app/engine/execute.h"
#include "ingest/demo_data.h"

namespace affekt {

void execute(const DemoDataCommand& command) {
  DemoDataOptions options;
  options.layout = command.layout.value_or(options.layout);
  options.num_train = command.num_train.value_or(options.num_train);
  options.num_validation = command.num_validation.value_or(options.num_validation);
  options.num_test = command.num_test.value_or(options.num_test);
  options.seed = command.seed.value_or(options.seed);
  make_demo_data(command.name, command.directory, options);
  std::cout << command.directory << "\n";
}

}  // namespace affekt
