// affekt evaluate: a run or an ONNX file on one split -> the reports.
#include <iostream>

#include "app/engine/execute.h"
#include "app/engine/headline.h"
#include "evaluation/evaluate_run.h"

namespace affekt {

void execute(const EvaluateCommand& command) {
  EvaluateRequest request;
  request.model = command.model;
  request.data = command.data;
  request.engine = command.engine;
  request.output_directory = command.out;
  if (!command.split.empty()) request.split = command.split;
  if (command.no_pictures) request.pictures = false;
  const nlohmann::json report = evaluate_model(request);

  std::filesystem::path directory = command.out;
  if (directory.empty()) {
    directory = std::filesystem::is_directory(request.model) ? request.model : request.model.parent_path();
  }
  std::cout << describe_headline(report) << "\n"
            << "report:  " << (directory / "report.html").string() << "\n";
}

}  // namespace affekt
