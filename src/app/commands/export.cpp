// affekt export: a run directory -> model.onnx, checked sample by sample against what it was made from.
#include "app/engine/execute.h"
#include "kinds/kind_table.h"
#include "kinds/whole_way.h"

namespace affekt {

void execute(const ExportCommand& command) {
  export_only(find_kind_of_model(command.run_directory, nullptr), {command.run_directory, command.data});
}

}  // namespace affekt
