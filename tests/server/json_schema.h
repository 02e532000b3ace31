// JSON against the part of JSON Schema that the server's OpenAPI document uses. Any other word of it is a
// fault.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace affekt::testing_server {

class SchemaCheck {
 public:
  /// @param document  whose "#/components/..." are referred to
  explicit SchemaCheck(const nlohmann::json& document) : document_(document) {}

  /// Empty if the value is as the schema says.
  std::vector<std::string> find_faults(const nlohmann::json& schema, const nlohmann::json& value,
                                       const std::string& path = "") const {
    std::vector<std::string> faults;
    check(schema, value, path, faults);
    return faults;
  }

 private:
  using Json = nlohmann::json;
  using Faults = std::vector<std::string>;

  static bool is_of_type(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "number") return value.is_number();
    if (type == "integer") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    return type == "null" && value.is_null();
  }

  void check(const Json& schema, const Json& value, const std::string& path, Faults& faults) const {
    static const std::set<std::string> known = {
        "$ref",    "type",          "properties", "required",  "additionalProperties",
        "items",   "enum",          "const",      "oneOf",     "minimum",
        "maximum", "minItems",      "maxItems",   "minLength", "maxLength",
        "default", "minProperties", "description"};
    for (const auto& item : schema.items())
      if (known.count(item.key()) == 0) faults.push_back(path + ": the schema has " + item.key());
    if (schema.contains("$ref")) {
      const auto target = schema["$ref"].get<std::string>();
      check(document_.at(Json::json_pointer(target.substr(1))), value, path, faults);
    }
    check_type(schema, value, path, faults);
    if (schema.contains("const") && value != schema["const"])
      faults.push_back(path + " is not " + schema["const"].dump());
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      faults.push_back(path + " is none of " + schema["enum"].dump());
    if (schema.contains("oneOf")) {
      int num_fitting = 0;
      for (const Json& one : schema["oneOf"]) num_fitting += find_faults(one, value).empty();
      if (num_fitting != 1) faults.push_back(path + " fits " + std::to_string(num_fitting) + " of oneOf");
    }
    check_sizes(schema, value, path, faults);
    if (value.is_object()) check_members(schema, value, path, faults);
    if (value.is_array() && schema.contains("items")) {
      for (size_t i = 0; i < value.size(); ++i)
        check(schema["items"], value[i], path + "[" + std::to_string(i) + "]", faults);
    }
  }

  static void check_type(const Json& schema, const Json& value, const std::string& path, Faults& faults) {
    if (!schema.contains("type")) return;
    const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
    for (const Json& type : types)
      if (is_of_type(value, type)) return;
    faults.push_back(path + " is " + value.dump() + ", expected " + types.dump());
  }

  static void check_sizes(const Json& schema, const Json& value, const std::string& path, Faults& faults) {
    const auto check = [&](const char* word, bool is_right) {
      if (!is_right) faults.push_back(path + " breaks " + word + ": " + value.dump());
    };
    if (schema.contains("minimum") && value.is_number())
      check("minimum", value.get<double>() >= schema["minimum"].get<double>());
    if (schema.contains("maximum") && value.is_number())
      check("maximum", value.get<double>() <= schema["maximum"].get<double>());
    if (schema.contains("minItems") && value.is_array())
      check("minItems", value.size() >= schema["minItems"]);
    if (schema.contains("maxItems") && value.is_array())
      check("maxItems", value.size() <= schema["maxItems"]);
    if (schema.contains("minProperties") && value.is_object())
      check("minProperties", value.size() >= schema["minProperties"]);
    if (schema.contains("minLength") && value.is_string())
      check("minLength", value.get<std::string>().size() >= schema["minLength"]);
    if (schema.contains("maxLength") && value.is_string())
      check("maxLength", value.get<std::string>().size() <= schema["maxLength"]);
  }

  void check_members(const Json& schema, const Json& value, const std::string& path, Faults& faults) const {
    if (schema.contains("required")) {
      for (const Json& name : schema["required"])
        if (!value.contains(name)) faults.push_back(path + "." + name.get<std::string>() + " is missing");
    }
    for (const auto& item : value.items()) {
      const std::string place = path + "." + item.key();
      if (schema.contains("properties") && schema["properties"].contains(item.key())) {
        check(schema["properties"][item.key()], item.value(), place, faults);
      } else if (schema.contains("additionalProperties")) {
        const Json& others = schema["additionalProperties"];
        if (others.is_object()) check(others, item.value(), place, faults);
        if (others == false) faults.push_back(place + " is not in the schema");
      }
    }
  }

  const Json& document_;
};

}  // namespace affekt::testing_server
