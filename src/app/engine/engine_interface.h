// The boundary between the program, which starts at once, and libaffekt_engine.so, which loads LibTorch.
#pragma once

#include <string>

#include "app/command_line.h"

namespace affekt {

struct EngineCall {
  std::string build;  // version and commit of the program: both sides must be of one build
  EngineCommand command;
  LogLevel log_level = LogLevel::kInfo;
};

/// The library's one visible symbol. No exception leaves it. @return the exit code
using EngineEntry = int (*)(const EngineCall& call);
constexpr const char* kEngineEntryName = "affekt_engine_main";
constexpr const char* kEngineFileName = "libaffekt_engine.so";

}  // namespace affekt
