// The JSON Schema (draft 2020-12) of all config files, for editors that complete and check YAML.
#include <cmath>
#include <nlohmann/json.hpp>

#include "config/field_visitor.h"
#include "config/load_config.h"

namespace affekt {
namespace {

using nlohmann::json;

/// 30.0 as 30: bounds are kept as double, and an integer's bound should read like one.
json to_json_number(double number) {
  if (number == std::floor(number)) return static_cast<int64_t>(number);
  return number;
}

json make_range(const FieldRules& rules) {
  json range = json::object();
  if (std::isfinite(rules.minimum)) {
    range[rules.minimum_excluded ? "exclusiveMinimum" : "minimum"] = to_json_number(rules.minimum);
  }
  if (std::isfinite(rules.maximum)) {
    range[rules.maximum_excluded ? "exclusiveMaximum" : "maximum"] = to_json_number(rules.maximum);
  }
  return range;
}

json make_number(const char* type, const FieldRules& rules) {
  json schema = make_range(rules);
  schema["type"] = type;
  return schema;
}

struct MakeSchema {
  const FieldRules& rules;

  json operator()(const bool* value) const { return {{"type", "boolean"}, {"default", *value}}; }
  json operator()(const int64_t* value) const { return with_default(make_number("integer", rules), *value); }
  json operator()(const double* value) const {
    return with_default(make_number("number", rules), to_json_number(*value));
  }
  json operator()(const std::string* value) const { return with_default(make_text(), *value); }
  json operator()(const std::vector<int64_t>* value) const {
    json schema = {{"type", "array"},
                   {"items", make_number("integer", rules)},
                   {"minItems", rules.min_items},
                   {"maxItems", rules.max_items}};
    return with_default(std::move(schema), *value);
  }
  json operator()(const std::vector<std::string>* value) const {
    json schema = {{"type", "array"},
                   {"items", make_text()},
                   {"minItems", rules.min_items},
                   {"maxItems", rules.max_items}};
    return with_default(std::move(schema), *value);
  }

  json make_text() const {
    json schema = {{"type", "string"}};
    if (!rules.choices.empty()) schema["enum"] = rules.choices;
    if (rules.is_folder_name) schema["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._-]*$";
    if (rules.choices.empty() && !rules.is_folder_name && !rules.is_empty_allowed) schema["minLength"] = 1;
    return schema;
  }

  json with_default(json schema, const json& value) const {
    if (!rules.is_required) schema["default"] = value;
    return schema;
  }
};

json make_object(const std::string& description) {
  return {{"type", "object"},
          {"description", description},
          {"additionalProperties", false},
          {"properties", json::object()}};
}

class SchemaWriter : public FieldVisitor {
 public:
  explicit SchemaWriter(json root) { objects_.push_back({"", std::move(root)}); }

  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    json schema = std::visit(MakeSchema{rules}, value);
    schema["description"] = rules.description + (rules.unit_name.empty() ? "" : ", in " + rules.unit_name) +
                            describe_users(path_of(key), rules.parts);
    objects_.back().schema["properties"][std::string(key)] = std::move(schema);
  }
  json take() { return std::move(objects_.back().schema); }

 protected:
  void enter_section(std::string_view key, const std::string& description) override {
    objects_.push_back({std::string(key), make_object(description + describe_users(path_of() + ".", {}))});
  }
  void leave_section() override {
    Object done = std::move(objects_.back());
    objects_.pop_back();
    objects_.back().schema["properties"][done.key] = std::move(done.schema);
  }

 private:
  std::string describe_users(const std::string& path, const std::vector<KeyPart>& own) const {
    const std::string users = list_key_users(path, parts_of(own));
    return users.empty() ? "" : "; only for " + users;
  }

  struct Object {
    std::string key;
    json schema;
  };
  std::vector<Object> objects_;
};

}  // namespace

json config_json_schema() {
  json root = make_object("One affekt experiment");
  root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  root["title"] = "affekt experiment";
  root["properties"]["base"] = {
      {"type", "string"},
      {"minLength", 1},
      {"description", "Another config file that this one changes; relative to this file"}};
  // A file with a base may take the required keys from there.
  root["if"] = {{"not", {{"required", {"base"}}}}};
  root["then"] = {{"required", {"name", "data"}}, {"properties", {{"data", {{"required", {"path"}}}}}}};
  SchemaWriter writer(std::move(root));
  ExperimentConfig defaults;
  defaults.describe(writer);
  return writer.take();
}

}  // namespace affekt
