#include "config/parse/read_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/contradictions.h"
#include "config/field_visitor.h"
#include "config/load_config.h"
#include "config/nearest_key.h"
#include "config/parse/config_errors.h"
#include "config/parse/path_fault.h"
#include "config/parse/read_value.h"

namespace affekt {
namespace {

/// Lists the path of every key and section.
class PathCollector : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer, const FieldRules&) override {
    paths_.push_back(path_of(key));
  }
  std::vector<std::string> take() { return std::move(paths_); }

 protected:
  void enter_section(std::string_view, const std::string&) override { paths_.push_back(path_of()); }

 private:
  std::vector<std::string> paths_;
};

/// Fills in the fields that the tree has, and gathers the faults.
class FieldReader : public FieldVisitor {
 public:
  /// @param all_paths   of the document's keys and sections
  /// @param is_of_user  not what a run or a model keeps
  FieldReader(const YamlTree& root, std::vector<std::string> all_paths, bool is_of_user, ConfigErrors& errors)
      : is_of_user_(is_of_user), errors_(errors), all_paths_(std::move(all_paths)) {
    sections_.push_back({&root, root.location, "", {}, false});
  }

  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    Section& section = sections_.back();
    section.known_keys.emplace_back(key);
    const std::string path = path_of(key);
    const YamlTree::Entry* entry =
        section.map == nullptr ? nullptr : find_entry(*section.map, std::string(key));
    if (entry != nullptr) {
      entries_[path] = entry;
      const std::string fault = is_of_user_ && rules.is_path ? describe_path_fault(entry->value.text) : "";
      if (!fault.empty()) {
        errors_.add(entry->value.location, path,
                    fmt::format("expected {}, got {}; {}", describe_expected(rules, value),
                                describe_got(entry->value), fault));
        return;
      }
      read_value(entry->value, path, rules, value, errors_);
    } else if (rules.is_required && !section.is_refused) {
      errors_.add(section.location, path, "missing key; expected " + describe_expected(rules, value));
    }
  }

  /// Call when every key was shown.
  void finish() { refuse_unknown_keys(sections_.back()); }

  /// A key and its value as they are written, or null if it has its default.
  const YamlTree::Entry* find_written(const std::string& path) const {
    const auto found = entries_.find(path);
    return found == entries_.end() ? nullptr : found->second;
  }

 protected:
  void enter_section(std::string_view key, const std::string&) override {
    Section& above = sections_.back();
    above.known_keys.emplace_back(key);
    Section section{nullptr, above.location, path_of(), {}, above.is_refused};
    if (const auto* entry = above.map == nullptr ? nullptr : find_entry(*above.map, std::string(key))) {
      section.location = entry->location;
      if (entry->value.kind == YamlTree::Kind::kMap) {
        section.map = &entry->value;
      } else {
        refuse_section(entry->value, section.path);
        section.is_refused = true;
      }
    }
    sections_.push_back(std::move(section));
  }

  void leave_section() override {
    refuse_unknown_keys(sections_.back());
    sections_.pop_back();
  }

 private:
  struct Section {
    const YamlTree* map;  // null: not in the file
    SourceLocation location;
    std::string path;
    std::vector<std::string> known_keys;
    bool is_refused;  // something else stands in its place
  };

  void refuse_section(const YamlTree& value, const std::string& path) {
    const auto first_key = std::find(all_paths_.begin(), all_paths_.end(), path) + 1;
    std::string what = "expected keys below it, such as " + *first_key + ", got " + describe_got(value);
    if (value.kind == YamlTree::Kind::kNull) what += "; leave it out to keep the defaults";
    errors_.add(value.location, path, what);
  }

  void refuse_unknown_keys(const Section& section) {
    if (section.map == nullptr) return;
    for (const YamlTree::Entry& entry : section.map->entries) {
      const auto& known = section.known_keys;
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      errors_.add(entry.location, join_key(section.path, entry.key),
                  "unknown key; " + suggest(section, entry));
    }
  }

  std::string suggest(const Section& section, const YamlTree::Entry& entry) const {
    const std::string& key = entry.key;
    if (entry.value.kind == YamlTree::Kind::kNull && looks_like_number(key))
      return "in braces a comma begins the next key: write the number in front of it without commas";
    if (key.find('.') != std::string::npos) {
      const std::string path = join_key(section.path, key), nearest = find_nearest(path, all_paths_);
      if (!nearest.empty() && nearest.find('.') != std::string::npos)
        return "a file nests keys, dots are for --set: write " + nest(nearest);
    }
    std::vector<std::string> last_keys;
    for (const std::string& path : all_paths_) last_keys.push_back(path.substr(path.rfind('.') + 1));
    // A right key at the wrong place: "train.lr" for "train.optimizer.lr".
    const auto num_elsewhere = std::count(last_keys.begin(), last_keys.end(), key);
    std::string nearest = num_elsewhere == 1 ? key : find_nearest(key, section.known_keys);
    if (nearest.empty() && num_elsewhere == 0) nearest = find_nearest(key, last_keys);
    constexpr int kFewPlaces = 3;
    if (nearest.empty() && num_elsewhere > 1 && num_elsewhere <= kFewPlaces)
      return "did you mean " + list_places(key, last_keys) + "?";
    if (nearest.empty()) return fmt::format("expected one of {}", fmt::join(section.known_keys, ", "));

    const auto& known = section.known_keys;
    const bool is_beside = std::find(known.begin(), known.end(), nearest) != known.end();
    const auto found = std::find(last_keys.begin(), last_keys.end(), nearest) - last_keys.begin();
    return "did you mean \"" + (is_beside ? nearest : all_paths_[static_cast<size_t>(found)]) + "\"?";
  }

  /// "train.epochs" gives "train: {epochs: ...}".
  static std::string nest(const std::string& path) {
    std::string text = path, braces;
    for (size_t dot; (dot = text.find('.')) != std::string::npos; braces += "}") text.replace(dot, 1, ": {");
    return "\"" + text + ": ..." + braces + "\"";
  }

  /// "\"model.affect.epochs\" or \"train.epochs\"", of all paths that end with the key.
  std::string list_places(const std::string& key, const std::vector<std::string>& last_keys) const {
    std::string text;
    for (size_t i = 0; i < all_paths_.size(); ++i) {
      if (last_keys[i] == key) text += (text.empty() ? "\"" : " or \"") + all_paths_[i] + "\"";
    }
    return text;
  }

  const bool is_of_user_;
  ConfigErrors& errors_;
  std::vector<std::string> all_paths_;
  std::vector<Section> sections_;
  std::map<std::string, const YamlTree::Entry*> entries_;
};

/// Of a file of today: the names that earlier and later affekts knew are theirs.
void refuse_unknown_names(ExperimentConfig& config, const FieldReader& reader, ConfigErrors& errors) {
  const auto check = [&](const std::string& path, std::string& name, std::vector<std::string> known) {
    if (const YamlTree::Entry* entry = reader.find_written(path))
      read_value(entry->value, path, FieldRules("").one_of(std::move(known)), &name, errors);
  };
  check("model.name", config.model.name, known_models());
  check("data.source", config.data.source, known_data_sets());
}

/// An effective config of earlier affekts lists every key, so that one with its default is no fault.
void refuse_unused_keys(const ExperimentConfig& config, const FieldReader& reader, ConfigErrors& errors) {
  const auto values = list_config_values(config), defaults = list_config_values(ExperimentConfig());
  for (size_t i = 0; i < values.size(); ++i) {
    const ConfigValue& value = values[i];
    const YamlTree::Entry* entry = reader.find_written(value.key);
    if (value.why_unused.empty() || entry == nullptr || value.value == defaults[i].value) continue;
    errors.add(entry->location, value.key, value.why_unused);
  }
}

}  // namespace

ExperimentConfig read_experiment(const YamlTree& tree, UnusedKeys unused_keys) {
  ExperimentConfig config;
  ConfigErrors errors;
  PathCollector collector;
  config.describe(collector);
  FieldReader reader(tree, collector.take(), unused_keys == UnusedKeys::kRefuse, errors);
  config.describe(reader);
  reader.finish();
  errors.throw_if_any();

  if (unused_keys == UnusedKeys::kRefuse) {
    refuse_unknown_names(config, reader, errors);
    refuse_unused_keys(config, reader, errors);
  }
  for (const Contradiction& contradiction : find_contradictions(config)) {
    // The fault is where it was brought in: by an override, else at the first key that is written at all.
    const SourceLocation* location = nullptr;
    for (const std::string& key : contradiction.keys) {
      const YamlTree::Entry* entry = reader.find_written(key);
      if (entry == nullptr) continue;
      const SourceLocation* candidate = &entry->value.location;
      if (location == nullptr || (location->line > 0 && candidate->line == 0)) location = candidate;
    }
    errors.add(location == nullptr ? tree.location : *location, contradiction.keys.front(),
               contradiction.what);
  }
  errors.throw_if_any();
  return config;
}

void read_document(const YamlTree& tree, const std::function<void(FieldVisitor&)>& describe) {
  ConfigErrors errors;
  PathCollector collector;
  describe(collector);
  FieldReader reader(tree, collector.take(), /*is_of_user=*/true, errors);
  describe(reader);
  reader.finish();
  errors.throw_if_any();
}

}  // namespace affekt
