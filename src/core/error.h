// The errors that affekt's libraries throw, and the exit code each one ends the program with.
#pragma once

#include <stdexcept>
#include <string>

namespace affekt {

enum class ExitCode : int { kOk = 0, kBug = 1, kConfig = 2, kData = 3, kArtifact = 4, kInterrupted = 130 };

/// Base of all faults that are the user's, the data's or the machine's, never affekt's own.
/// The message says what, where, what was expected and what was got.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// A fault in a config file or on the command line: exit code 2.
class ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& message) : Error(ExitCode::kConfig, message) {}
};

/// A fault in a data set or a prepared file, or a loss that is not finite: exit code 3.
class DataError : public Error {
 public:
  explicit DataError(const std::string& message) : Error(ExitCode::kData, message) {}
};

/// A fault in a checkpoint, weights, ONNX file or run directory: exit code 4.
class ArtifactError : public Error {
 public:
  explicit ArtifactError(const std::string& message) : Error(ExitCode::kArtifact, message) {}
};

/// SIGINT or SIGTERM was received and the work was saved: exit code 130.
class Interrupted : public Error {
 public:
  explicit Interrupted(const std::string& message) : Error(ExitCode::kInterrupted, message) {}
};

/// Throws std::logic_error: a bug of affekt, exit code 1.
[[noreturn]] void throw_check_failure(const char* condition, const char* file, int line,
                                      const std::string& message);

}  // namespace affekt

/// States what affekt itself guarantees. Faults of users are exceptions of the kinds above instead.
#define AFFEKT_CHECK(condition, message)                                                      \
  do {                                                                                        \
    if (!(condition)) ::affekt::throw_check_failure(#condition, __FILE__, __LINE__, message); \
  } while (false)
