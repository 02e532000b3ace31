// What is made from the declarations besides the parser: the effective config and the JSON Schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "config/field_visitor.h"
#include "config/parse/yaml_tree.h"
#include "core/text/text.h"
#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Field {
  FieldPointer value;
  FieldRules rules;
};

/// Every key with its declaration and its place in the config that was visited.
class FieldCollector : public FieldVisitor {
 public:
  explicit FieldCollector(ExperimentConfig& config) { config.describe(*this); }
  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    fields.emplace(path_of(key), Field{value, rules});
  }
  std::map<std::string, Field> fields;
};

struct IsEqual {
  FieldPointer other;
  template <class T>
  bool operator()(const T* value) const {
    return *value == *std::get<T*>(other);
  }
};

/// Gives every field a value that is not its default.
struct Change {
  const FieldRules& rules;
  void operator()(bool* value) const { *value = !*value; }
  void operator()(int64_t* value) const { *value += static_cast<double>(*value) < rules.maximum ? 1 : -1; }
  void operator()(double* value) const {  // no short decimal form
    *value = rules.allows(0.1 / 3) ? 0.1 / 3 : rules.minimum + (rules.maximum - rules.minimum) / 3;
  }
  void operator()(std::string* value) const {
    if (rules.choices.empty()) {
      *value = rules.is_folder_name ? "other-name.2" : "a: \"b\" # ä\t'\\";
    } else {
      *value = *value == rules.choices.back() ? rules.choices.front() : rules.choices.back();
    }
  }
  void operator()(std::vector<int64_t>* value) const { *value = {1, 2, 3}; }
  void operator()(std::vector<std::string>* value) const { *value = {"tempo", "no", "a, \"b\" # ]", "1e5"}; }
};

ExperimentConfig make_changed_config() {
  ExperimentConfig config;
  for (auto& [path, field] : FieldCollector(config).fields) std::visit(Change{field.rules}, field.value);
  config.train.epochs = 5000;            // above all that must be shorter
  config.train.select = "best";          // last and early stopping contradict each other
  config.train.early_stop_epochs = 50;   // with time for the plateau before it
  config.model.kmeans.num_clusters = 5;  // one cluster is none
  return config;
}

void expect_equal(ExperimentConfig& a, ExperimentConfig& b) {
  FieldCollector fields_a(a), fields_b(b);
  for (const auto& [path, field] : fields_a.fields) {
    EXPECT_TRUE(std::visit(IsEqual{fields_b.fields.at(path).value}, field.value)) << path;
  }
}

TEST(Declarations, DefaultsAreInTheirOwnRanges) {
  ExperimentConfig config;
  for (const auto& [path, field] : FieldCollector(config).fields) {
    if (auto* const* integer = std::get_if<int64_t*>(&field.value)) {
      EXPECT_TRUE(field.rules.allows(static_cast<double>(**integer))) << path;
    } else if (auto* const* number = std::get_if<double*>(&field.value)) {
      EXPECT_TRUE(field.rules.allows(**number)) << path;
    } else if (auto* const* text = std::get_if<std::string*>(&field.value)) {
      EXPECT_EQ((*text)->empty(), field.rules.is_required || field.rules.is_empty_allowed) << path;
      if (!field.rules.choices.empty()) {
        EXPECT_THAT(field.rules.choices, testing::Contains(**text)) << path;
      }
    }
  }
}

TEST(Declarations, EveryKeyHasADescriptionAndEveryNumberARange) {
  ExperimentConfig config;
  const FieldCollector collector(config);
  EXPECT_GT(collector.fields.size(), 50u);
  for (const auto& [path, field] : collector.fields) {
    EXPECT_FALSE(field.rules.description.empty()) << path;
    const bool is_number = std::holds_alternative<int64_t*>(field.value) ||
                           std::holds_alternative<double*>(field.value) ||
                           std::holds_alternative<std::vector<int64_t>*>(field.value);
    EXPECT_EQ(std::isfinite(field.rules.minimum) && std::isfinite(field.rules.maximum), is_number) << path;
  }
}

TEST(EffectiveConfig, ReadsBackAsTheSameConfigWithEveryKeyChanged) {
  ExperimentConfig config = make_changed_config(), defaults;
  FieldCollector changed_fields(config), default_fields(defaults);
  for (const auto& [path, field] : changed_fields.fields) {  // so that no key can be left out unseen
    if (path == "train.select") continue;
    ASSERT_FALSE(std::visit(IsEqual{default_fields.fields.at(path).value}, field.value)) << path;
  }
  const std::string text = to_yaml(config);
  ExperimentConfig again = parse_experiment(text, "effective");
  expect_equal(config, again);
  EXPECT_EQ(to_yaml(again), text);
}

TEST(EffectiveConfig, ReadsBackThatTheLastEpochIsKept) {
  ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
  config.train.select = "last";
  EXPECT_EQ(parse_experiment(to_yaml(config), "t").train.select, "last");
}

TEST(EffectiveConfig, ReadsBackNumbersToTheLastBit) {
  ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
  for (const double lr : {0.1 + 0.2, 1e-300, 5e-324, 0.1, 1.0, 10.0, 1e-8, 1.0 / 3}) {
    config.train.optimizer.lr = lr;
    EXPECT_EQ(parse_experiment(to_yaml(config), "t").train.optimizer.lr, lr) << lr;
  }
}

TEST(EffectiveConfig, ReadsBackAwkwardPaths) {
  ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
  for (const std::string path :
       {"true", "null", "a~", "1e5", ".inf", "no",           "- a", "a: b",       " a ",
        "a #b", "é",    "\"", "'",   "a\nb", "\\",           "*a",  "&a",         "!a",
        "%a",   "@a",   "[a", "{a",  "$x",   "/abs/p-1.csv", "0x1", "gr\xF6sser", "gr\\xF6sser"}) {
    config.data.path = path;
    const std::string yaml = to_yaml(config);
    EXPECT_EQ(parse_experiment(yaml, "t").data.path, path);
    EXPECT_EQ(to_valid_utf8(yaml), yaml);
  }
}

TEST(EffectiveConfig, ReadsBackListsOfAwkwardTexts) {
  ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
  config.model.name = "song_kmeans";
  config.model.features.columns = {"energy", "yes", "1e5", "a, b", "]", "#", "- a", "\"", "\\", "é", "a: b"};
  const std::string text = to_yaml(config);
  EXPECT_EQ(parse_experiment(text, "t").model.features.columns, config.model.features.columns);
  EXPECT_THAT(text, HasSubstr(R"(    columns: [energy, "yes", "1e5", "a, b", "]", )"));
}

TEST(EffectiveConfig, ReadsBackThatAPathIsEmpty) {
  ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
  config.data.source = "songs";
  EXPECT_THAT(to_yaml(config), HasSubstr("(a path, or \"\")\n    affect_path: \"\"\n"));
  config.data.songs.affect_path = "somewhere";
  EXPECT_EQ(parse_experiment(to_yaml(config), "t").data.songs.affect_path, "somewhere");
  EXPECT_EQ(parse_experiment(to_yaml(config), "t").data.songs.moods_path, "");
}

TEST(EffectiveConfig, ShowsDescriptionRangeAndUnitAboveEachKey) {
  const std::string text = to_yaml(parse_experiment(kMinimalConfig, "t"));
  EXPECT_THAT(text, HasSubstr("  # Dropout before the last layer; behind each recurrent layer (a number >= 0 "
                              "and < 1)\n  dropout: 0.3\n"));
  EXPECT_THAT(text,
              HasSubstr("    # Rotation, uniform in +-rotation_deg (a number from 0 to 180, in degrees)\n"
                        "    rotation_deg: "));
  EXPECT_THAT(text, HasSubstr("    # sgd is with Nesterov momentum (sgd or adamw)\n    name: sgd\n"));
  EXPECT_THAT(text, HasSubstr("\n# How it is trained\ntrain:\n"));
}

TEST(EffectiveConfig, ShowsWhatTheEnvironmentGave) {
  ::setenv("AFFEKT_TEST_DIR", "/somewhere", 1);
  const ExperimentConfig config = parse_experiment("name: a\ndata: {path: \"${AFFEKT_TEST_DIR}/x\"}\n", "t");
  EXPECT_THAT(to_yaml(config), HasSubstr("\n  path: /somewhere/x\n"));
}

TEST(EffectiveConfig, WritesExponentsAsNumbersForEveryYamlReader) {
  EXPECT_THAT(to_yaml(ExperimentConfig()), HasSubstr("epsilon: 1.0e-08\n"));
}

/// The schema of a key such as "train.optimizer.lr".
json find_schema(const std::string& path) {
  json schema = config_json_schema();
  std::istringstream keys(path);
  for (std::string key; std::getline(keys, key, '.');) {
    EXPECT_EQ(schema["type"], "object") << path;
    EXPECT_EQ(schema["additionalProperties"], false) << path;
    if (!schema["properties"].contains(key)) return nullptr;
    schema = json(schema["properties"][key]);
  }
  return schema;
}

TEST(JsonSchema, NamesItsDraft) {
  EXPECT_EQ(config_json_schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

TEST(JsonSchema, HasEveryKeyWithTypeDescriptionAndDefault) {
  ExperimentConfig config;
  for (const auto& [path, field] : FieldCollector(config).fields) {
    const json schema = find_schema(path);
    ASSERT_FALSE(schema.is_null()) << path;
    EXPECT_TRUE(schema.contains("type")) << path;
    EXPECT_THAT(schema["description"].get<std::string>(), testing::StartsWith(field.rules.description))
        << path;
    EXPECT_EQ(schema.contains("default"), !field.rules.is_required) << path;
  }
}

TEST(JsonSchema, HasNoKeyThatTheParserRefuses) {
  ExperimentConfig config;
  const FieldCollector collector(config);
  std::vector<std::pair<std::string, json>> open = {{"", config_json_schema()}};
  while (!open.empty()) {
    const auto [section, schema] = open.back();
    open.pop_back();
    for (const auto& [key, value] : schema["properties"].items()) {
      const std::string path = join_key(section, key);
      if (value["type"] == "object") {
        open.emplace_back(path, value);
      } else {
        EXPECT_TRUE(path == "base" || collector.fields.count(path) == 1) << path;
      }
    }
  }
}

TEST(JsonSchema, CarriesRangesChoicesAndLengths) {
  const json lr = find_schema("train.optimizer.lr");
  EXPECT_EQ(lr["type"], "number");
  EXPECT_EQ(lr["exclusiveMinimum"], 0);
  EXPECT_EQ(lr["maximum"], 10);
  EXPECT_EQ(lr["default"], 0.1);
  const json epochs = find_schema("train.epochs");
  EXPECT_EQ(epochs["type"], "integer");
  EXPECT_EQ(epochs["minimum"].dump() + ".." + epochs["maximum"].dump(), "1..10000");  // not 1.0
  EXPECT_EQ(find_schema("train.optimizer.name")["enum"], json({"sgd", "adamw"}));
  EXPECT_EQ(find_schema("train.tensorboard")["type"], "boolean");
  const json channels = find_schema("model.channels");
  EXPECT_EQ(channels["type"], "array");
  EXPECT_EQ(channels["items"]["minimum"], 1);
  EXPECT_EQ(channels["maxItems"], 8);
  EXPECT_EQ(channels["default"], json({32, 64, 128, 256}));
}

TEST(JsonSchema, ListsOfTextsCarryLengthsAndWantNoEmptyText) {
  const json columns = find_schema("model.features.columns");
  EXPECT_EQ(columns["type"], "array");
  EXPECT_EQ(columns["items"], json({{"type", "string"}, {"minLength", 1}}));
  EXPECT_EQ(columns["minItems"].dump() + ".." + columns["maxItems"].dump(), "1..64");
  EXPECT_EQ(columns["default"][0], "danceability");
  EXPECT_FALSE(find_schema("data.songs.affect_path").contains("minLength"));
}

TEST(JsonSchema, WantsNameAndPathUnlessThereIsABase) {
  const json schema = config_json_schema();
  EXPECT_EQ(schema["if"], json({{"not", {{"required", {"base"}}}}}));
  EXPECT_EQ(schema["then"]["required"], json({"name", "data"}));
  EXPECT_EQ(schema["then"]["properties"]["data"]["required"], json::array({"path"}));
}

TEST(ShippedConfigs, AreAllValidAndNamedLikeTheirFiles) {
  ::unsetenv("AFFEKT_FER2013");
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(AFFEKT_SOURCE_DIR) + "/configs")) {
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_EQ(load_experiment(entry.path()).name, entry.path().stem());
    ++count;
  }
  EXPECT_GE(count, 2);
}

TEST(ConfigValues, NameEveryKeyOfTheEffectiveConfigOnce) {
  ExperimentConfig config;
  config.train.optimizer.lr = 0.0125;
  config.data.split.test_actors = {3, 4};
  const auto values = list_config_values(config);  // the keys that are not in use too
  const auto value_of = [&](const std::string& key) {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const ConfigValue& value) { return value.key == key; });
    return found == values.end() ? "none" : found->value;
  };
  EXPECT_EQ(values.front().key, "name");
  EXPECT_EQ(value_of("train.optimizer.lr"), "0.0125");
  EXPECT_EQ(value_of("data.split.test_actors"), "[3, 4]");
  EXPECT_EQ(value_of("export.max_probability_difference"), "0.0001");
  std::set<std::string> keys;
  for (const ConfigValue& value : values) keys.insert(value.key);
  EXPECT_EQ(keys.size(), values.size());
  const std::string yaml = to_yaml(config);
  const std::regex key_line("(^|\n) *[a-z0-9_]+: [^\n]");  // sections have nothing behind the colon
  EXPECT_EQ(std::distance(std::sregex_iterator(yaml.begin(), yaml.end(), key_line), std::sregex_iterator()),
            std::count_if(values.begin(), values.end(),
                          [](const ConfigValue& value) { return value.why_unused.empty(); }));
}

TEST(ShippedConfigs, TheDemoBuildsOnTheRealOne) {
  const auto folder = std::filesystem::path(AFFEKT_SOURCE_DIR) / "configs";
  const ExperimentConfig demo = load_experiment(folder / "fer2013_demo.yaml");
  const ExperimentConfig full = load_experiment(folder / "fer2013_cnn.yaml");
  EXPECT_EQ(demo.data.path, "datasets/demo/fer2013");
  EXPECT_EQ(demo.train.optimizer.lr, full.train.optimizer.lr);
  EXPECT_LT(demo.train.epochs, full.train.epochs);
}

TEST(ShippedConfigs, TakeTheDataFolderFromTheEnvironment) {
  const auto path = std::filesystem::path(AFFEKT_SOURCE_DIR) / "configs/fer2013_cnn.yaml";
  ::unsetenv("AFFEKT_FER2013");
  EXPECT_EQ(load_experiment(path).data.path, "datasets/fer2013");
  ::setenv("AFFEKT_FER2013", "/elsewhere/fer", 1);
  EXPECT_EQ(load_experiment(path).data.path, "/elsewhere/fer");
  ::unsetenv("AFFEKT_FER2013");
}

}  // namespace
}  // namespace affekt
