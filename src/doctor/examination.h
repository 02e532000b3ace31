// All that `affekt doctor` finds out about a machine, and what follows from it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "doctor/activity.h"
#include "doctor/data_sets.h"
#include "doctor/environment.h"
#include "doctor/machine.h"
#include "doctor/software.h"

namespace affekt {

struct Examination {
  Machine machine;
  Activity activity;
  std::vector<LibraryVersion> versions;
  std::vector<EngineState> engines;
  Computing computing;
  std::vector<VariableFinding> variables;
  std::vector<DataSetState> data_sets;
  bool data_sets_are_named = false;  // by the user, who then needs them
  std::string folder;                // where runs would go
  std::optional<uint64_t> free_disk_bytes;
  std::string why_not_writable;  // the folder; empty: it is
  std::string memory_shortage;   // see explain_too_little_memory; empty: there is none
  int num_threads = 0;           // that a run would use
};

enum class Severity {
  kNote,     // good to know
  kWarning,  // a run works, but slower or with other numbers than elsewhere
  kError     // a run can't work
};
std::string severity_name(Severity severity);  // "note", "warning", "error"

struct Finding {
  Severity severity = Severity::kNote;
  std::string what;                     // "other processes use 1.2 of 2 CPUs (ninja 0.9)"
  std::string advice;                   // what it does to a run, and what to do
  ExitCode code = ExitCode::kArtifact;  // of an error
};

/// The errors first, then the warnings.
std::vector<Finding> judge(const Examination& examination);

/// For people: what is here, then the findings.
std::string render_examination(const Examination& examination, const std::vector<Finding>& findings);
/// The same for programs; "usable" is false if one of the findings is an error.
nlohmann::json to_json(const Examination& examination, const std::vector<Finding>& findings);

}  // namespace affekt
