// affekt export: a run directory -> model.onnx, checked sample by sample against what it was made from.
#include "app/engine/execute.h"
#include "kinds/kind_table.h"
#include "kinds/whole_way.h"
#include "runs/explain_run.h"

namespace affekt {

void execute(const ExportCommand& command) {
  refuse_file_as_run(command.run_directory);
  export_only(find_kind_of_model(command.run_directory, nullptr), {command.run_directory, command.data});
}

}  // namespace affekt
