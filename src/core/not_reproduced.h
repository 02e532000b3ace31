// The error of a kept report or file that is not met again: exit code 5.
#pragma once

#include <string>

#include "core/error.h"

namespace affekt {

/// What was computed anew, or what lies beside it, is not what was kept.
class NotReproduced : public Error {
 public:
  explicit NotReproduced(const std::string& message) : Error(ExitCode{5}, message) {}
};

}  // namespace affekt
