// What an interrupted command tells besides: how its work goes on.
#pragma once

#include <string>

#include "core/error.h"

namespace affekt {

constexpr const char* kHowToResume = "the same command with --resume (and without --overwrite) goes on";

/// Does `work`. If it is interrupted, the message ends in `advice`.
/// Example: "interrupted: predicting the samples; the same command begins anew".
template <class Work>
auto with_resume_hint(const std::string& advice, const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const Interrupted& error) {
    throw Interrupted(error.what() + ("; " + advice));
  }
}

}  // namespace affekt
