#include "app/errors_to_exit_code.h"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/process/memory_limits.h"
#include "core/text/text.h"

namespace affekt {
namespace {

int fail(ExitCode code, const std::string& message) {
  std::fprintf(stderr, "affekt: error: %s\n", to_valid_utf8(message).c_str());
  return static_cast<int>(code);
}

/// "DIR/x: Permission denied", without what only the C++ library knows.
std::string describe(const std::filesystem::filesystem_error& error) {
  std::string paths = error.path1().string();
  if (!error.path2().empty()) paths += " and " + error.path2().string();
  paths = shorten_text(paths, 300);  // a name that is too long says so by its beginning
  return (paths.empty() ? "" : paths + ": ") + error.code().message();
}

/// By the words, since LibTorch and OpenCV have no types of their own for it that this file
/// may know: c10/core/impl/alloc_cpu.cpp, c10/cuda/CUDACachingAllocator.cpp and core/src/alloc.cpp of OpenCV.
bool is_out_of_memory(const std::string& message) {
  for (const char* words : {"can't allocate memory", "not enough memory", "out of memory",
                            "Insufficient memory", "Failed to allocate", "std::bad_alloc"}) {
    if (message.find(words) != std::string::npos) return true;
  }
  return false;
}

int fail_without_memory(const std::string& details) {
  const std::string limits = describe_memory_limits(read_memory_limits());
  return fail(ExitCode::kArtifact,
              "out of memory" + (limits.empty() ? "" : "; the limits here: " + limits) +
                  "; raise the limit or use a machine with more, or lower train.batch_size" +
                  (details.empty() ? "" : "\n" + details));
}

}  // namespace

int errors_to_exit_code(const std::function<void()>& work, bool verbose) {
  try {
    work();
    return static_cast<int>(ExitCode::kOk);
  } catch (const Interrupted& error) {
    std::fprintf(stderr, "affekt: %s\n", to_valid_utf8(error.what()).c_str());
    return static_cast<int>(error.code());
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (
      const std::filesystem::filesystem_error& error) {  // no permission, a file where a folder should be
    return fail(ExitCode::kArtifact, describe(error));
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::resource_unavailable_try_again)
      return fail(ExitCode::kBug, std::string(error.what()) + "\nthis is a bug in affekt");
    return fail(ExitCode::kArtifact,
                "no further thread can be started: the limit on processes (ulimit -u, or the container's) is "
                "reached, or there is too little memory for its stack (ulimit -v); raise it, or lower "
                "train.num_threads");
  } catch (const std::bad_alloc&) {
    return fail_without_memory("");
  } catch (const std::exception& error) {
    std::string message = error.what();
    if (!verbose) message = message.substr(0, message.find('\n'));
    if (is_out_of_memory(message)) return fail_without_memory(message);
    return fail(ExitCode::kBug, message + "\nthis is a bug in affekt; -v shows more of it");
  }
}

}  // namespace affekt
