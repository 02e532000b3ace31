#include "config/find_rules.h"

#include <optional>

#include "config/experiment_config.h"
#include "core/error.h"

namespace affekt {
namespace {

class RuleFinder : public FieldVisitor {
 public:
  explicit RuleFinder(std::string wanted) : wanted_(std::move(wanted)) {}

  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    if (join_key(section_, key) != wanted_) return;
    found = rules;
    is_whole_number = std::holds_alternative<int64_t*>(value);
  }
  std::optional<FieldRules> found;
  bool is_whole_number = false;

 protected:
  void enter_section(std::string_view key, const std::string&) override {
    section_ = join_key(section_, key);
  }
  void leave_section() override {
    const size_t dot = section_.rfind('.');
    section_ = dot == std::string::npos ? "" : section_.substr(0, dot);
  }

 private:
  std::string wanted_, section_;
};

}  // namespace

FieldRules find_rules(const std::string& key) {
  RuleFinder finder(key);
  ExperimentConfig config;
  config.describe(finder);
  AFFEKT_CHECK(finder.found.has_value(), "no config key is named " + key);
  return *finder.found;
}

bool takes_whole_number(const std::string& key) {
  RuleFinder finder(key);
  ExperimentConfig config;
  config.describe(finder);
  return finder.is_whole_number;
}

}  // namespace affekt
