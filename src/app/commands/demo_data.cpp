// affekt demo-data: a small synthetic data set, to try things on.
#include "ingest/demo/demo_data.h"

#include <iostream>

#include "app/engine/execute.h"

namespace affekt {

void execute(const DemoDataCommand& command) {
  make_demo_data(command.name, command.directory,
                 choose_demo_options(command.name, command.layout, command.numbers));
  std::cout << command.directory << "\n";  // its own bytes, for scripts
}

}  // namespace affekt
