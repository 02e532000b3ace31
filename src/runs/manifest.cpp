#include "runs/manifest.h"

#include <sys/utsname.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <fstream>
#include <string>

#include "core/threads.h"
#include "core/version.h"

namespace affekt {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

}  // namespace

nlohmann::json describe_environment() {
  utsname system{};
  uname(&system);
  return {{"affekt", tool_version()},
          {"commit", git_commit()},
          {"libtorch", TORCH_VERSION},
          {"compiler", __VERSION__},
          {"system", std::string(system.sysname) + " " + system.release + " " + system.machine},
          {"host", system.nodename},
          {"processor", processor_name()},
          {"physical_cores", count_physical_cores()},
          {"intra_op_threads", at::get_num_threads()}};
}

}  // namespace affekt
