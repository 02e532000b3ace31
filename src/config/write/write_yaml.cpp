// The effective config: every key in use with its value and its declaration as a comment.
#include <fmt/format.h>

#include "config/field_visitor.h"
#include "config/load_config.h"
#include "config/yaml_value.h"
#include "core/version.h"

namespace affekt {
namespace {

class YamlWriter : public FieldVisitor {
 public:
  explicit YamlWriter(const ExperimentConfig& config) : config_(config) {}
  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    if (!is_key_used(config_, path_of(key), parts_of(rules.parts))) return;
    for (const std::string& heading : headings_) text_ += heading;
    headings_.clear();
    std::string comment = rules.description + " (" + describe_expected(rules, value);
    comment += rules.unit_name.empty() ? ")" : ", in " + rules.unit_name + ")";
    text_ += fmt::format("{0}# {1}\n{0}{2}: {3}\n", indent_, comment, key,
                         format_yaml_value(value, rules.is_path));
  }
  std::string take() { return std::move(text_); }

 protected:
  void enter_section(std::string_view key, const std::string& description) override {
    headings_.push_back(
        fmt::format("{0}{1}# {2}\n{1}{3}:\n", indent_.empty() ? "\n" : "", indent_, description, key));
    indent_ += "  ";
  }
  void leave_section() override {
    indent_.resize(indent_.size() - 2);
    if (!headings_.empty()) headings_.pop_back();
  }

 private:
  const ExperimentConfig& config_;
  std::string text_, indent_;
  std::vector<std::string> headings_;  // of the sections around that have no key yet
};

class ValueLister : public FieldVisitor {
 public:
  explicit ValueLister(const ExperimentConfig& config) : config_(config) {}
  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    const std::string path = path_of(key);
    const std::vector<KeyPart> parts = parts_of(rules.parts);
    values_.push_back({path, format_yaml_value(value, rules.is_path),
                       is_key_used(config_, path, parts) ? "" : describe_unused_key(config_, path, parts)});
  }
  std::vector<ConfigValue> take() { return std::move(values_); }

 private:
  const ExperimentConfig& config_;
  std::vector<ConfigValue> values_;
};

}  // namespace

std::vector<ConfigValue> list_config_values(const ExperimentConfig& config) {
  ExperimentConfig copy = config;  // a visitor may write; this one doesn't
  ValueLister lister(config);
  copy.describe(lister);
  return lister.take();
}

std::string to_yaml(const ExperimentConfig& config) {
  ExperimentConfig copy = config;  // a visitor may write; this one doesn't
  YamlWriter writer(config);
  copy.describe(writer);
  return "# Effective config of affekt " + tool_version() + ": every key that it uses, defaults included.\n" +
         writer.take();
}

}  // namespace affekt
