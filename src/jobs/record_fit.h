// What a command that fits a model does around it, whatever the model is: its record in the run directory,
// and what it prints.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "jobs/run_choice.h"
#include "runs/state/run_record.h"

namespace affekt {

struct FitSummary {
  std::string text;             // what came out, in a line
  bool is_part_of_run = false;  // `run` prints the line too, not only `train`
  std::string file_title;       // "weights"
  std::filesystem::path file;
  double seconds = 0;
};

/// Does `work` and keeps run_state.json about it. @param command  "run", "train"
void record_fit(const std::string& command, const TrainRunOptions& fit,
                const std::function<void(RunRecord&)>& work);

/// On stdout: what came out, and where it lies.
void print_fit(const FitSummary& fitted);

}  // namespace affekt
