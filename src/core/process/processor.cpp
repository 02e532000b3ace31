#include "core/process/processor.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace affekt {
namespace {

/// Behind the first "key : ..." of /proc/cpuinfo; empty: there is none.
std::string read_cpuinfo(const std::filesystem::path& root, const std::vector<std::string>& keys) {
  std::ifstream file(root / "proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    return colon + 2 < line.size() ? line.substr(colon + 2) : "";
  }
  return "";
}

}  // namespace

std::string processor_name(const std::filesystem::path& root) {
  const std::string name = read_cpuinfo(root, {"model name"});
  return name.empty() ? "unknown" : name;
}

std::vector<std::string> read_instruction_sets(const std::filesystem::path& root) {
  // From the oldest to the newest of each family.
  static const std::vector<std::string> told = {
      "sse4_2",   "avx",      "f16c",        "fma",         "avx2",        "avx_vnni", "avx512f",  "avx512dq",
      "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16",
      "asimd",    "asimddp",  "fphp",        "sve",         "sve2",        "i8mm",     "bf16"};
  std::istringstream words(read_cpuinfo(root, {"flags", "Features"}));
  const std::vector<std::string> here{std::istream_iterator<std::string>(words), {}};
  std::vector<std::string> found;
  for (const std::string& name : told)
    if (std::find(here.begin(), here.end(), name) != here.end()) found.push_back(name);
  return found;
}

}  // namespace affekt
