#include "next_song/ranker_parameters.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/text.h"

namespace affekt {
namespace {

class ParameterWriter : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer value, const FieldRules&) override {
    std::visit([&](auto* place) { json[std::string(key)] = *place; }, value);
  }
  RankerParameters json = RankerParameters::object();
};

class ParameterLister : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer, const FieldRules& rules) override {
    parameters.push_back({std::string(key), rules.description, rules.unit_name});
  }
  std::vector<RankerParameterInfo> parameters;
};

class ParameterReader : public FieldVisitor {
 public:
  ParameterReader(const RankerParameters& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json_.is_object()) throw ArtifactError(where_ + ": parameters: expected an object of named values");
  }

  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    known_.emplace_back(key);
    const auto found = json_.find(std::string(key));
    if (found == json_.end()) return;
    const bool is_read = std::visit([&](auto* place) { return read(*found, *place, rules); }, value);
    if (!is_read)
      throw ArtifactError(where_ + "." + std::string(key) + ": got " + to_json_text(*found) + ", expected " +
                          describe_expected(rules, value));
  }

  void refuse_unknown() const {
    for (const auto& entry : json_.items()) {
      if (std::find(known_.begin(), known_.end(), entry.key()) == known_.end())
        throw ArtifactError(where_ + "." + entry.key() +
                            ": there is no such parameter; the file is damaged or of " +
                            "another version of affekt, train again");
    }
  }

 private:
  static bool read(const RankerParameters& json, int64_t& place, const FieldRules& rules) {
    if (!json.is_number_integer()) return false;
    place = json.get<int64_t>();
    return rules.allows(static_cast<double>(place));
  }
  static bool read(const RankerParameters& json, double& place, const FieldRules& rules) {
    if (!json.is_number()) return false;
    place = json.get<double>();
    return rules.allows(place);
  }
  static bool read(const RankerParameters& json, std::string& place, const FieldRules& rules) {
    if (!json.is_string()) return false;
    place = json.get<std::string>();
    return rules.choices.empty() ||
           std::find(rules.choices.begin(), rules.choices.end(), place) != rules.choices.end();
  }
  static bool read(const RankerParameters& json, bool& place, const FieldRules&) {
    if (!json.is_boolean()) return false;
    place = json.get<bool>();
    return true;
  }
  template <class List>
  static bool read(const RankerParameters&, List&, const FieldRules&) {
    AFFEKT_CHECK(false, "no ranker has a list as a parameter");
  }

  const RankerParameters& json_;
  std::string where_;
  std::vector<std::string> known_;
};

}  // namespace

RankerParameters write_parameters(void* options, DescribeOptions describe) {
  ParameterWriter writer;
  describe(options, writer);
  return writer.json;
}

std::vector<RankerParameterInfo> list_parameters(void* options, DescribeOptions describe) {
  ParameterLister lister;
  describe(options, lister);
  return lister.parameters;
}

void read_parameters(const RankerParameters& parameters, const std::string& where, void* options,
                     DescribeOptions describe) {
  ParameterReader reader(parameters, where);
  describe(options, reader);
  reader.refuse_unknown();
}

}  // namespace affekt
