#include "config/read_fields.h"

#include <fmt/format.h>

#include <map>
#include <regex>

#include "config/config_errors.h"
#include "config/contradictions.h"
#include "config/field_visitor.h"
#include "config/nearest_key.h"
#include "config/read_value.h"
#include "core/error.h"

namespace affekt {
namespace {

/// Lists the path of every key and section.
class PathCollector : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer, const FieldRules&) override {
    paths_.push_back(join_key(section_, key));
  }
  std::vector<std::string> take() { return std::move(paths_); }

 protected:
  void enter_section(std::string_view key, const std::string&) override {
    above_.push_back(section_);
    section_ = join_key(section_, key);
    paths_.push_back(section_);
  }
  void leave_section() override {
    section_ = above_.back();
    above_.pop_back();
  }

 private:
  std::string section_;
  std::vector<std::string> above_, paths_;
};

std::string last_key_of(const std::string& path) {
  return path.substr(path.rfind('.') + 1);
}

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
    const std::string path = join_key(section.path, key);
    const YamlTree::Entry* entry =
        section.map == nullptr ? nullptr : find_entry(*section.map, std::string(key));
    if (entry != nullptr) {
      locations_[path] = entry->value.location;
      read_value(entry->value, path, rules, value, errors_);
    } else if (rules.is_required) {
      errors_.add(section.location, path,
                  "expected " + describe_expected(rules, value) + ", got nothing: the key is missing");
    }
  }

  /// Call when every key was shown.
  void finish() { refuse_unknown_keys(sections_.back()); }

  /// Where a key is written, or null if it has its default.
  const SourceLocation* find_location(const std::string& path) const {
    const auto found = locations_.find(path);
    return found == locations_.end() ? nullptr : &found->second;
  }

 protected:
  void enter_section(std::string_view key, const std::string&) override {
    Section& above = sections_.back();
    above.known_keys.emplace_back(key);
    Section section{nullptr, above.location, join_key(above.path, key), {}};
    if (const auto* entry = above.map == nullptr ? nullptr : find_entry(*above.map, std::string(key))) {
      section.location = entry->location;
      if (entry->value.kind == YamlTree::Kind::kMap) {
        section.map = &entry->value;
      } else {
        errors_.add(entry->value.location, section.path,
                    "expected keys below it, got " + describe_got(entry->value) +
                        (entry->value.kind == YamlTree::Kind::kNull
                             ? "; without \"" + std::string(key) + ":\" the defaults hold"
                             : ""));
        section.faulty = true;
      }
    }
    section.faulty = section.faulty || above.faulty;
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
    bool faulty = false;
  };

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
    // A right key at the wrong place is the commonest fault: "train.lr" for "train.optimizer.lr".
    std::vector<std::string> last_keys;
    for (const std::string& path : all_paths_) last_keys.push_back(last_key_of(path));
    const auto path_of = [&](const std::string& last_key) {
      return all_paths_[static_cast<size_t>(std::find(last_keys.begin(), last_keys.end(), last_key) -
                                            last_keys.begin())];
    };
    if (std::find(last_keys.begin(), last_keys.end(), key) != last_keys.end()) {
      return "did you mean \"" + path_of(key) + "\"?";
    }
    std::string nearest = find_nearest(key, section.known_keys);
    if (!nearest.empty()) return "did you mean \"" + nearest + "\"?";
    nearest = find_nearest(key, last_keys);
    if (!nearest.empty()) return "did you mean \"" + path_of(nearest) + "\"?";
    return fmt::format("expected one of {}", fmt::join(section.known_keys, ", "));
  }

  ConfigErrors& errors_;
  std::vector<std::string> all_paths_;
  std::vector<Section> sections_;
  std::map<std::string, SourceLocation> locations_;
};

}  // namespace

ExperimentConfig read_experiment(const YamlTree& tree) {
  ExperimentConfig config;
  ConfigErrors errors;
  FieldReader reader(tree, errors);
  config.describe(reader);
  reader.finish();
  errors.throw_if_any();

  for (const Contradiction& contradiction : find_contradictions(config)) {
    const SourceLocation* location = nullptr;
    for (const std::string& key : contradiction.keys) {
      if (location == nullptr) location = reader.find_location(key);
    }
    errors.add(location == nullptr ? tree.location : *location, contradiction.keys.front(),
               contradiction.what);
  }
  errors.throw_if_any();
  return config;
}

}  // namespace affekt
