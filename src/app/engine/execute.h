// The commands of the engine, one overload each; commands/<name>.cpp has its body.
#pragma once

#include "app/command_line.h"

namespace affekt {

/// Each does the whole command and prints its result on stdout. @throws Error as its rooms do
void execute(const RunCommand& command);
void execute(const PrepareCommand& command);
void execute(const TrainCommand& command);
void execute(const EvaluateCommand& command);
void execute(const ExportCommand& command);
void execute(const CompareCommand& command);
void execute(const VerifyCommand& command);
void execute(const ReproduceCommand& command);
void execute(const DemoDataCommand& command);
void execute(const SweepCommand& command);
void execute(const DoctorCommand& command);

}  // namespace affekt
