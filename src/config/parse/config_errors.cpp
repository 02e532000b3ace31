#include "config/parse/config_errors.h"

#include <algorithm>
#include <tuple>

#include "core/error.h"

namespace affekt {

void ConfigErrors::add(const SourceLocation& location, const std::string& key_path, const std::string& what) {
  faults_.push_back({location, (key_path.empty() ? "" : key_path + ": ") + what});
}

void ConfigErrors::throw_if_any() {
  if (faults_.empty()) return;
  const auto place = [](const Fault& fault) {
    return std::tie(fault.location.source, fault.location.line, fault.location.column);
  };
  std::stable_sort(faults_.begin(), faults_.end(),
                   [&](const Fault& a, const Fault& b) { return place(a) < place(b); });
  std::string message;
  for (const Fault& fault : faults_) {
    message += (message.empty() ? "" : "\n") + to_string(fault.location) + ": " + fault.text;
  }
  throw ConfigError(message);
}

}  // namespace affekt
