// Why two reports can't be compared.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "evaluation/comparison/compare.h"

namespace affekt::testing_support {

/// The message, or "nothing was thrown".
inline std::string refusal(const std::filesystem::path& first, const std::filesystem::path& second) {
  try {
    compare_reports(first, second, /*num_resamples=*/50, /*seed=*/1);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace affekt::testing_support
