// affekt export: a run directory -> model.onnx, checked against LibTorch sample by sample.
#include <fmt/format.h>

#include <iostream>

#include "app/engine/how_to_resume.h"
#include "app/engine/execute.h"
#include "app/engine/run_songs.h"
#include "core/count_text.h"
#include "evaluation/songs/evaluate_songs.h"
#include "export/export_run.h"

namespace affekt {

void execute(const ExportCommand& command) {
  if (is_song_model(command.run_directory)) return export_songs(command);
  const ExportSummary summary = with_resume_hint("model.onnx was not written: the same command begins anew", [&] {
    return export_run({command.run_directory, command.data});
  });
  std::cout << fmt::format(
      "same class as LibTorch on all {} of the {} split; probabilities differ by at most "
      "{:.1e}\nmodel:   {}\n",
      count_of(summary.num_samples, "sample"), summary.split, summary.max_probability_difference,
      summary.onnx.string());
}

}  // namespace affekt
