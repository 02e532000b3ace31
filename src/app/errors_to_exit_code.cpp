#include "app/errors_to_exit_code.h"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

int fail(ExitCode code, const std::string& message) {
  std::fprintf(stderr, "affekt: error: %s\n", message.c_str());
  return static_cast<int>(code);
}

/// "DIR/x: Permission denied", without what only the C++ library knows.
std::string describe(const std::filesystem::filesystem_error& error) {
  std::string paths = error.path1().string();
  if (!error.path2().empty()) paths += " and " + error.path2().string();
  constexpr size_t kMaxShown = 300;  // a name that is too long says so by its beginning
  if (paths.size() > kMaxShown) paths = paths.substr(0, kMaxShown) + "...";
  return (paths.empty() ? "" : paths + ": ") + error.code().message();
}

}  // namespace

int errors_to_exit_code(const std::function<void()>& work, bool verbose) {
  try {
    work();
    return static_cast<int>(ExitCode::kOk);
  } catch (const Interrupted& error) {
    std::fprintf(stderr, "affekt: %s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (
      const std::filesystem::filesystem_error& error) {  // no permission, a file where a folder should be
    return fail(ExitCode::kArtifact, describe(error));
  } catch (const std::bad_alloc&) {
    return fail(ExitCode::kBug, "out of memory");
  } catch (const std::exception& error) {
    std::string message = error.what();
    if (!verbose) message = message.substr(0, message.find('\n'));
    return fail(ExitCode::kBug, message + "\nthis is a bug in affekt; -v shows more of it");
  }
}

}  // namespace affekt
