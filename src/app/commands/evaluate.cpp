// affekt evaluate: a run or an ONNX file on one split -> the reports; on one recording -> emotion over time.
#include "app/engine/execute.h"
#include "core/error.h"
#include "core/files/writable_folder.h"
#include "jobs/how_to_resume.h"
#include "kinds/kind_table.h"
#include "kinds/whole_way.h"

namespace affekt {

void execute(const EvaluateCommand& command) {
  // Before the model is run, which may take minutes.
  if (!command.out.empty()) require_writable_folder(command.out, "choose another --out");
  const std::filesystem::path model = command.model;
  const SharedOnnxModel onnx = read_if_onnx(model);  // once: it is parsed and hashed
  const Kind& kind = find_kind_of_model(model, onnx);
  if (!command.file.empty()) {
    FileRequest request{command.model, command.file, onnx, command.engine, command.out, {}, {}, {}};
    request.window_s = command.window_s;
    request.hop_s = command.hop_s;
    request.silence_db = command.silence_db;
    with_resume_hint("no report was written: the same command begins anew",
                     [&] { kind.apply_to_file(request); });
    return;
  }
  EvaluateRequest request;
  request.model = command.model;
  request.data = command.data;
  request.file = onnx;
  request.engine = command.engine;
  request.output_directory = command.out;
  if (!command.split.empty()) request.split = command.split;
  if (command.no_pictures) request.images = false;
  request.saliency = command.saliency;
  evaluate_only(kind, request);
}

}  // namespace affekt
