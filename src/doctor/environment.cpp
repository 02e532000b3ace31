#include "doctor/environment.h"

#include <fmt/format.h>

#include <cstdlib>

#include "core/text/lower_case.h"

namespace affekt {
namespace {

struct Variable {
  const char* name;
  const char* effect;
};

/// They hold a number of threads; fewer than affekt's own is slower.
constexpr Variable kThreadLimits[] = {
    {"OMP_NUM_THREADS", "OpenBLAS"}, {"OPENBLAS_NUM_THREADS", "OpenBLAS"}, {"GOTO_NUM_THREADS", "OpenBLAS"},
    {"MKL_NUM_THREADS", "MKL"},      {"OMP_THREAD_LIMIT", "OpenMP"},
};

/// Whatever they hold.
constexpr Variable kOthers[] = {
    {"OMP_PROC_BIND", "threads are bound to cores: the loader's thread then shares one with the network's"},
    {"OMP_PLACES", "threads are bound to cores: the loader's thread then shares one with the network's"},
    {"GOMP_CPU_AFFINITY",
     "threads are bound to cores: the loader's thread then shares one with the network's"},
    {"KMP_AFFINITY", "threads are bound to cores: the loader's thread then shares one with the network's"},
    {"ATEN_CPU_CAPABILITY",
     "LibTorch takes other instructions than it would choose: slower, and last digits differ"},
    {"ONEDNN_MAX_CPU_ISA",
     "oneDNN takes other instructions than it would choose: slower, and last digits differ"},
    {"DNNL_MAX_CPU_ISA",
     "oneDNN takes other instructions than it would choose: slower, and last digits differ"},
    {"ONEDNN_DEFAULT_FPMATH_MODE", "oneDNN may compute float32 in less precision: numbers differ"},
    {"DNNL_DEFAULT_FPMATH_MODE", "oneDNN may compute float32 in less precision: numbers differ"},
    {"OPENBLAS_CORETYPE", "OpenBLAS takes the code of another processor: slower, and last digits differ"},
    {"MKL_CBWR", "MKL takes reproducible code: slower, and last digits differ from runs without it"},
    {"MKL_ENABLE_INSTRUCTIONS",
     "MKL takes other instructions than it would choose: slower, and last digits differ"},
    {"NVIDIA_TF32_OVERRIDE", "products of float32 on the GPU change their precision: numbers differ"},
    {"LD_PRELOAD",
     "a library is loaded before all others: one that replaces malloc makes affekt's own setting idle"},
    {"GLIBC_TUNABLES", "settings of glibc's malloc are replaced: training may be slower"},
};

/// The value is one of those that have the effect.
struct Choice {
  const char *name, *value, *effect;
};
constexpr Choice kChoices[] = {
    {"OMP_WAIT_POLICY", "active",
     "threads spin while they wait: on a machine that does other work too, far slower"},
    {"OMP_DYNAMIC", "true", "OpenMP may take fewer threads than it is told: slower, and last digits differ"},
};

}  // namespace

std::vector<VariableFinding> examine_environment(const std::function<const char*(const char* name)>& get,
                                                 int num_threads) {
  std::vector<VariableFinding> findings;
  const auto value_of = [&](const char* name) {
    const char* const value = get(name);
    return std::string(value == nullptr ? "" : value);
  };
  for (const Variable& limit : kThreadLimits) {
    const std::string value = value_of(limit.name);
    const int count = std::atoi(value.c_str());
    if (count > 0 && count < num_threads)
      findings.push_back({limit.name, value,
                          fmt::format("{} uses at most {} of {} threads: slower, and last digits may differ",
                                      limit.effect, count, num_threads)});
  }
  for (const Variable& other : kOthers)
    if (const std::string value = value_of(other.name); !value.empty())
      findings.push_back({other.name, value, other.effect});
  for (const Choice& choice : kChoices)
    if (const std::string value = value_of(choice.name); to_lower(value) == choice.value)
      findings.push_back({choice.name, value, choice.effect});
  return findings;
}

}  // namespace affekt
