#include "core/error.h"

namespace affekt {

void throw_check_failure(const char* condition, const char* file, int line, const std::string& message) {
  throw std::logic_error(std::string(file) + ":" + std::to_string(line) + ": check failed: " + condition +
                         ": " + message);
}

}  // namespace affekt
