// affekt train: a config -> a run directory with the fitted model.
#include "app/engine/execute.h"
#include "app/engine/run_request.h"
#include "kinds/kind_table.h"

namespace affekt {

void execute(const TrainCommand& command) {
  RunRequest request = make_run_request(command.run);
  request.prepared_path = command.prepared;
  fit_only(find_kind(request.config), request);
}

}  // namespace affekt
