#include "config/path_overrides.h"

#include <fmt/format.h>

#include "config/field_visitor.h"
#include "config/nearest_key.h"
#include "core/error.h"

namespace affekt {
namespace {

class PathSetter : public FieldVisitor {
 public:
  PathSetter(std::string key, std::string path) : key_(std::move(key)), path_(std::move(path)) {}
  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    if (!rules.is_path) return;
    known_.push_back(path_of(key));
    if (known_.back() != key_) return;
    *std::get<std::string*>(value) = path_;
    is_set_ = true;
  }
  bool is_set() const { return is_set_; }
  const std::vector<std::string>& known() const { return known_; }

 private:
  const std::string key_, path_;
  std::vector<std::string> known_;
  bool is_set_ = false;
};

}  // namespace

void override_paths(ExperimentConfig& config, const std::vector<std::string>& overrides) {
  for (const std::string& text : overrides) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size())
      throw ConfigError("--set " + text + ": expected key=path, such as data.path=/data/fer2013");
    const std::string key = text.substr(0, equals);
    PathSetter setter(key, text.substr(equals + 1));
    config.describe(setter);
    if (!setter.is_set())
      throw ConfigError(
          fmt::format("--set {}: the kept config is taken as it is; only where files lie may be "
                      "told otherwise: {}{}",
                      text, fmt::join(setter.known(), ", "), suggest_nearest(key, setter.known())));
  }
}

}  // namespace affekt
