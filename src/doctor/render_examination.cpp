// An examination as text and as JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text/text.h"
#include "doctor/examination.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr double kBytesInGiB = 1024.0 * 1024 * 1024;

std::string gibibytes(uint64_t bytes) {
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / kBytesInGiB);
}

std::string row(const std::string& name, const std::string& value) {
  return fmt::format("  {:<14} {}\n", name, value);
}

std::string render_machine(const Examination& of) {
  const Machine& machine = of.machine;
  std::string cpus = fmt::format("{} cores, {} hardware threads; a run uses {} threads",
                                 machine.physical_cores, machine.allowed_cpus, of.num_threads);
  if (machine.cpu_quota) cpus += fmt::format("; the container may use {:.2f} CPUs", *machine.cpu_quota);
  std::string memory = gibibytes(machine.memory_bytes) + ", " + gibibytes(machine.available_bytes) + " left";
  if (machine.swapped_bytes > 0) memory += ", " + gibibytes(machine.swapped_bytes) + " swapped out";
  if (const std::string limits = describe_memory_limits(machine.limits); !limits.empty())
    memory += "; limits: " + limits;
  std::string gpu = machine.gpus.empty() ? "none" : fmt::format("{}", fmt::join(machine.gpus, ", "));
  gpu += of.computing.uses_gpu ? " (used)" : "";
  return "machine\n" + row("system", machine.system) + row("processor", machine.processor) +
         row("instructions", fmt::format("{}", fmt::join(machine.instruction_sets, " "))) +
         row("CPUs", cpus) +
         row("matrix rate",
             fmt::format("{:.0f} GFLOP/s in {}, which train.precision: auto takes{}",
                         of.computing.matrix_rate.flops_a_second / 1e9, of.computing.precision,
                         of.computing.matrix_rate.is_disturbed() ? " (too low: see below)" : "")) +
         row("memory", memory) +
         row("disk", (of.free_disk_bytes ? gibibytes(*of.free_disk_bytes) + " free" : "unknown") + " for " +
                         of.folder) +
         row("GPU", gpu);
}

std::string describe_state(const DataSetState& state) {
  std::string text =
      state.fault.empty() ? "found: " + state.path : state.fault.substr(0, state.fault.find(". "));
  if (!state.digest.empty()) text += "\n" + std::string(17, ' ') + "digest " + state.digest;
  for (const PreparedFileState& file : state.prepared)
    text += fmt::format("\n{:17}prepared {}, from {} with digest {}", "", file.path.string(),
                        file.dataset_name, file.source_digest);
  return text;
}

}  // namespace

std::string render_examination(const Examination& of, const std::vector<Finding>& findings) {
  std::string text = render_machine(of) + "\nsoftware\n";
  for (const LibraryVersion& library : of.versions) text += row(library.name, library.version);
  text += "\nengines\n";
  for (const EngineState& engine : of.engines)
    text += row(engine.name, engine.why_not.empty() ? engine.how : "not here");
  if (!of.data_sets.empty()) text += "\ndata sets of the configs\n";
  for (const DataSetState& state : of.data_sets)
    text += "  " + state.config + "\n" + row(state.source, describe_state(state));
  text += findings.empty() ? "\nnothing here slows a run down or makes it differ\n" : "\nfindings\n";
  for (const Finding& finding : findings)
    text += fmt::format("  {}: {}\n    {}\n", severity_name(finding.severity), finding.what, finding.advice);
  return to_valid_utf8(text);
}

namespace {

json describe_machine(const Examination& of) {
  const Machine& machine = of.machine;
  json limits = json::object();
  for (const auto& [name, bytes] :
       {std::pair{"address_space", machine.limits.address_space}, std::pair{"data", machine.limits.data},
        std::pair{"resident", machine.limits.resident}})
    if (bytes != kNoMemoryLimit) limits[name] = bytes;
  json activity = {{"others_cpus", of.activity.others}, {"stolen_cpus", of.activity.stolen}};
  activity["busiest"] = json::array();
  for (const auto& process : of.activity.busiest)
    activity["busiest"].push_back({{"name", process.name}, {"cpus", process.cpus}});
  return {{"system", machine.system},
          {"processor", machine.processor},
          {"instruction_sets", machine.instruction_sets},
          {"physical_cores", machine.physical_cores},
          {"allowed_cpus", machine.allowed_cpus},
          {"online_cpus", machine.online_cpus},
          {"cpu_quota", machine.cpu_quota ? json(*machine.cpu_quota) : json()},
          {"threads", of.num_threads},
          {"precision", of.computing.precision},
          {"matrix_flops_a_second", of.computing.matrix_rate.flops_a_second},
          {"matrix_cpu_share", of.computing.matrix_rate.cpu_share},
          {"memory_bytes", machine.memory_bytes},
          {"available_bytes", machine.available_bytes},
          {"swapped_bytes", machine.swapped_bytes},
          {"memory_limits", limits},
          {"free_disk_bytes", of.free_disk_bytes ? json(*of.free_disk_bytes) : json()},
          {"gpus", machine.gpus},
          {"uses_gpu", of.computing.uses_gpu},
          {"activity", activity}};
}

json describe_data_set(const DataSetState& state) {
  json described = {
      {"config", state.config}, {"source", state.source},
      {"path", state.path},     {"found", state.fault.empty()},
      {"fault", state.fault},   {"source_digest", state.digest.empty() ? json() : json(state.digest)}};
  described["prepared"] = json::array();
  for (const PreparedFileState& file : state.prepared)
    described["prepared"].push_back({{"path", file.path.string()},
                                     {"dataset_name", file.dataset_name},
                                     {"source_digest", file.source_digest}});
  return described;
}

}  // namespace

json to_json(const Examination& of, const std::vector<Finding>& findings) {
  json result = {{"machine", describe_machine(of)}, {"usable", true}};
  for (const LibraryVersion& library : of.versions) result["software"][library.name] = library.version;
  for (const EngineState& engine : of.engines)
    result["engines"].push_back({{"name", engine.name},
                                 {"how", engine.how},
                                 {"usable", engine.why_not.empty()},
                                 {"why_not", engine.why_not}});
  result["data_sets"] = json::array();
  for (const DataSetState& state : of.data_sets) result["data_sets"].push_back(describe_data_set(state));
  result["findings"] = json::array();
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) result["usable"] = false;
    result["findings"].push_back(
        {{"severity", severity_name(finding.severity)}, {"what", finding.what}, {"advice", finding.advice}});
  }
  return result;
}

}  // namespace affekt
