#include "config/parse/read_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/contradictions.h"
#include "config/field_visitor.h"
#include "config/load_config.h"
#include "config/nearest_key.h"
#include "config/parse/config_errors.h"
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
  FieldReader(const YamlTree& root, ConfigErrors& errors) : errors_(errors) {
    PathCollector collector;
    ExperimentConfig().describe(collector);
    all_paths_ = collector.take();
    sections_.push_back({&root, root.location, "", {}});
  }

  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    Section& section = sections_.back();
    section.known_keys.emplace_back(key);
    const std::string path = path_of(key);
    const YamlTree::Entry* entry =
        section.map == nullptr ? nullptr : find_entry(*section.map, std::string(key));
    if (entry != nullptr) {
      entries_[path] = entry;
      read_value(entry->value, path, rules, value, errors_);
    } else if (rules.is_required) {
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
    Section section{nullptr, above.location, path_of(), {}};
    if (const auto* entry = above.map == nullptr ? nullptr : find_entry(*above.map, std::string(key))) {
      section.location = entry->location;
      if (entry->value.kind == YamlTree::Kind::kMap) {
        section.map = &entry->value;
      } else {
        refuse_section(entry->value, section.path);
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
                  "unknown key; " + suggest(section, entry.key));
    }
  }

  std::string suggest(const Section& section, const std::string& key) const {
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

  /// "\"model.affect.epochs\" or \"train.epochs\"", of all paths that end with the key.
  std::string list_places(const std::string& key, const std::vector<std::string>& last_keys) const {
    std::string text;
    for (size_t i = 0; i < all_paths_.size(); ++i) {
      if (last_keys[i] == key) text += (text.empty() ? "\"" : " or \"") + all_paths_[i] + "\"";
    }
    return text;
  }

  ConfigErrors& errors_;
  std::vector<std::string> all_paths_;
  std::vector<Section> sections_;
  std::map<std::string, const YamlTree::Entry*> entries_;
};

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
  FieldReader reader(tree, errors);
  config.describe(reader);
  reader.finish();
  errors.throw_if_any();

  if (unused_keys == UnusedKeys::kRefuse) refuse_unused_keys(config, reader, errors);
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

}  // namespace affekt
