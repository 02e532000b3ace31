// The boundary between the program, which starts at once, and the libraries that it loads: the engine, which
// needs LibTorch, and the player, which does without it.
#pragma once

#include <string>

#include "app/command_line.h"
#include "core/version.h"

namespace affekt {

/// Version and commit: both sides must be of one build.
inline std::string name_build() {
  return tool_version() + " " + git_commit();
}

template <class Command>
struct LibraryCall {
  std::string build;  // of the program
  Command command;
  LogLevel log_level = LogLevel::kInfo;
};
using EngineCall = LibraryCall<EngineCommand>;
using PlayerCall = LibraryCall<PlayerCommand>;

/// A library's one visible symbol. No exception leaves it. @return the exit code
template <class Call>
using LibraryEntry = int (*)(const Call& call);

constexpr const char* kEngineEntryName = "affekt_engine_main";
constexpr const char* kEngineFileName = "libaffekt_engine.so";
constexpr const char* kPlayerEntryName = "affekt_player_main";
constexpr const char* kPlayerFileName = "libaffekt_player.so";

}  // namespace affekt
