// How much CPU time a container may use.
#pragma once

#include <filesystem>
#include <optional>

namespace affekt {

/// In CPUs (`docker --cpus=1.5` gives 1.5); nothing where there is no limit.
/// @param root  where /sys is looked for
std::optional<double> read_cpu_quota(const std::filesystem::path& root = "/");

}  // namespace affekt
