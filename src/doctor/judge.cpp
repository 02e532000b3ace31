// What of an examination makes a run impossible, slow or different.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "doctor/examination.h"

namespace affekt {
namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;
// Trainings of the published baselines take up to 0.7 GiB, the largest of the configs about 2.
constexpr double kLeastMemoryGiB = 0.5, kEnoughMemoryGiB = 2;
constexpr double kLeastDiskGiB = 0.2, kEnoughDiskGiB = 2;
constexpr double kNoticedShare = 0.1;  // of the CPUs, used by others

class Findings {
 public:
  void add(Severity severity, std::string what, std::string advice, ExitCode code = ExitCode::kArtifact) {
    all_.push_back({severity, std::move(what), std::move(advice), code});
  }
  void warn(std::string what, std::string advice) {
    add(Severity::kWarning, std::move(what), std::move(advice));
  }
  std::vector<Finding> take() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return std::move(all_);
  }

 private:
  std::vector<Finding> all_;
};

bool has(const Machine& machine, const char* instruction_set) {
  const auto& sets = machine.instruction_sets;
  return std::find(sets.begin(), sets.end(), instruction_set) != sets.end();
}

void judge_processor(const Examination& of, Findings& findings) {
  const Machine& machine = of.machine;
  const bool is_x86 = has(machine, "sse4_2");
  if (is_x86 && !has(machine, "avx2"))
    findings.warn("the processor has no AVX2",
                  "trainings take several times as long as on one that has it, and last digits differ");
  if (of.computing.precision == "fp32")
    findings.warn(
        "the processor multiplies no bfloat16",
        "train.precision: auto takes fp32: slower, and results of bf16 are met within their intervals, "
        "not to the byte");
  if (!machine.governor.empty())
    findings.warn("the clock is held down (governor " + machine.governor + ")",
                  "runs are slower; as root: cpupower frequency-set -g performance");
  if (const auto quota = machine.cpu_quota; quota && *quota < std::ceil(*quota))
    findings.warn(fmt::format("the container may use {:.2f} CPUs", *quota),
                  fmt::format("with {} threads it is paused whenever that is used up; give it a whole number",
                              of.num_threads));
  if (machine.gpus.empty() || of.computing.uses_gpu) return;
  findings.warn(fmt::format("there is a GPU ({}), and it stays unused", fmt::join(machine.gpus, ", ")),
                "this LibTorch has no CUDA, or finds no driver; build the part that trains with another one "
                "(README, \"Another LibTorch\")");
}

void judge_activity(const Examination& of, Findings& findings) {
  const double allowed = of.machine.allowed_cpus;
  // On a large machine others may have their own.
  if (of.machine.online_cpus - of.activity.others < (1 - kNoticedShare) * allowed) {
    std::string names;
    for (const auto& process : of.activity.busiest)
      names += fmt::format("{}{} {:.1f}", names.empty() ? " (" : ", ", process.name, process.cpus);
    if (!names.empty()) names += ")";
    findings.warn(fmt::format("other processes use {:.1f} CPUs right now{}", of.activity.others, names),
                  "a run is slower, and its rates tell nothing; results stay the same");
  }
  if (of.activity.stolen > kNoticedShare * of.machine.online_cpus)
    findings.warn(fmt::format("other virtual machines take {:.1f} CPUs right now", of.activity.stolen),
                  "a run is slower, and its rates tell nothing; results stay the same");
}

void judge_matrix_rate(const Examination& of, Findings& findings) {
  const MatrixRate& rate = of.computing.matrix_rate;
  if (rate.is_disturbed())
    findings.warn(
        fmt::format("while the matrix rate was measured, other work had {:.0f} % of the CPUs",
                    100 * (1 - rate.cpu_share)),
        "the rate is lower than what the machine reaches; call `affekt doctor` again when it has nothing "
        "else to do");
}

void judge_memory(const Examination& of, Findings& findings) {
  if (!of.memory_shortage.empty()) findings.add(Severity::kError, of.memory_shortage, "no command can begin");
  const double available =
      static_cast<double>(std::min(of.machine.available_bytes, of.machine.limits.resident)) / kGiB;
  if (of.machine.memory_bytes > 0 && available < kEnoughMemoryGiB)
    findings.add(available < kLeastMemoryGiB ? Severity::kError : Severity::kWarning,
                 fmt::format("{:.1f} GiB of memory are left", available),
                 "a training may be killed or swap; end other programs, or lower train.batch_size");
}

void judge_disk(const Examination& of, Findings& findings) {
  if (!of.why_not_writable.empty())
    findings.warn(of.folder + ": " + of.why_not_writable, "name another folder for runs with --out");
  if (!of.free_disk_bytes) return;
  const double left = static_cast<double>(*of.free_disk_bytes) / kGiB;
  if (left < kEnoughDiskGiB)
    findings.add(left < kLeastDiskGiB ? Severity::kError : Severity::kWarning,
                 fmt::format("{:.1f} GiB are free for {}", left, of.folder),
                 "a run writes its checkpoints and its prepared data: make room");
}

void judge_data_set(const DataSetState& state, bool is_named, Findings& findings) {
  if (!state.fault.empty() && (is_named || state.is_config_bad))
    findings.add(is_named ? Severity::kError : Severity::kWarning, state.config + " can't run", state.fault,
                 state.is_config_bad ? ExitCode::kConfig : ExitCode::kData);
  if (!state.missing_weights.empty() && is_named)
    findings.add(Severity::kError, state.config + " can't run",
                 "model.pretrained.path: there is nothing at " + state.missing_weights);
}

}  // namespace

std::string severity_name(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  AFFEKT_CHECK(false, "no such severity");
}

std::vector<Finding> judge(const Examination& examination) {
  Findings findings;
  judge_processor(examination, findings);
  judge_activity(examination, findings);
  judge_matrix_rate(examination, findings);
  judge_memory(examination, findings);
  judge_disk(examination, findings);
  for (const VariableFinding& variable : examination.variables)
    findings.warn(variable.name + "=" + variable.value + " is set", variable.effect);
  for (const EngineState& engine : examination.engines)
    if (!engine.why_not.empty())
      findings.add(Severity::kNote, "the engine " + engine.name + " can't be used", engine.why_not);
  for (const DataSetState& state : examination.data_sets)
    judge_data_set(state, examination.data_sets_are_named, findings);
  return findings.take();
}

}  // namespace affekt
