// affekt run: the whole way from a config to the report and the deployable file.
#include "app/engine/execute.h"
#include "app/engine/run_request.h"
#include "kinds/kind_table.h"

namespace affekt {

void execute(const RunCommand& command) {
  RunRequest request = make_run_request(command.run);
  if (command.no_pictures) request.images = false;
  const Kind& kind = find_kind(request.config);
  if (command.folds) {
    run_cross_validation(kind, request);
  } else {
    run_whole_way(kind, request);
  }
}

}  // namespace affekt
