// What the processor is called and which instruction sets it has.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

/// As the kernel names it: "AMD EPYC 9B14"; "unknown" where it has no name for it.
/// @param root  where /proc is looked for
std::string processor_name(const std::filesystem::path& root = "/");

/// Those that LibTorch, OpenBLAS, oneDNN or affekt choose their code by, as the kernel spells them: "avx2",
/// "fma", "avx512f", "avx512_bf16", "amx_bf16" ...; on ARM "asimd", "sve", "bf16" ...
/// @param root  where /proc is looked for; empty if nothing is there
std::vector<std::string> read_instruction_sets(const std::filesystem::path& root = "/");

}  // namespace affekt
