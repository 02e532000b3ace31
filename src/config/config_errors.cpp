#include "config/config_errors.h"

#include "core/error.h"

namespace affekt {

void ConfigErrors::add(const SourceLocation& location, const std::string& key_path, const std::string& what) {
  lines_.push_back(to_string(location) + ": " + (key_path.empty() ? "" : key_path + ": ") + what);
}

void ConfigErrors::throw_if_any() const {
  if (lines_.empty()) return;
  std::string message = lines_.front();
  for (size_t i = 1; i < lines_.size(); ++i) message += "\n" + lines_[i];
  throw ConfigError(message);
}

}  // namespace affekt
