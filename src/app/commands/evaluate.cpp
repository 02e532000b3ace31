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
  const EvaluationResult result = evaluate_model(request);
  std::cout << describe_headline(result.report) << "\n"
            << "report:  " << (result.directory / "report.html").string() << "\n";
}

}  // namespace affekt
