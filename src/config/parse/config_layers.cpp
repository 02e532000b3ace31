#include "config/parse/config_layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/parse/expand_environment.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void merge(YamlTree& below, YamlTree above) {
  if (below.kind != YamlTree::Kind::kMap || above.kind != YamlTree::Kind::kMap) {
    below = std::move(above);
    return;
  }
  // A fault of a whole section is shown in the file: an override changed only a part of it.
  const bool is_override = above.location.line == 0;
  if (!is_override) below.location = above.location;
  for (YamlTree::Entry& entry : above.entries) {
    const auto same = std::find_if(below.entries.begin(), below.entries.end(),
                                   [&](const YamlTree::Entry& other) { return other.key == entry.key; });
    if (same == below.entries.end()) {
      below.entries.push_back(std::move(entry));
    } else {
      if (!is_override) same->location = entry.location;
      merge(same->value, std::move(entry.value));
    }
  }
}

/// Takes `base` out of the tree. @return its path, relative to the file's folder unless absolute; empty
/// without one
fs::path take_base(YamlTree& tree, const fs::path& file, SourceLocation& location) {
  const YamlTree::Entry* entry = find_entry(tree, "base");
  if (entry == nullptr) return {};
  location = entry->value.location;
  if (entry->value.kind != YamlTree::Kind::kScalar || entry->value.text.empty()) {
    throw ConfigError(to_string(location) + ": base: expected the path of a YAML file, got " +
                      describe_got(entry->value));
  }
  fs::path base;
  try {
    base = expand_environment(unescape_path(entry->value.text));
  } catch (const ConfigError& error) {
    throw ConfigError(to_string(location) + ": base: " + error.what());
  }
  tree.entries.erase(tree.entries.begin() + (entry - tree.entries.data()));
  return (file.parent_path() / base).lexically_normal();
}

/// @param wanted_at  the `base` that names the file, or empty for the command line's
YamlTree read_yaml_file(const fs::path& path, const std::string& wanted_at) {
  std::string text;
  try {
    text = read_text_file(path);
  } catch (const ArtifactError& error) {  // a config that can't be read is the command line's fault
    throw ConfigError(wanted_at + error.what());
  }
  YamlTree tree = parse_yaml(text, path.string());
  if (tree.kind == YamlTree::Kind::kNull) {  // an empty file, or one of comments
    tree.kind = YamlTree::Kind::kMap;
    tree.location = {path.string(), 1, 1};
  }
  if (tree.kind != YamlTree::Kind::kMap) {
    throw ConfigError(to_string(tree.location) +
                      ": expected keys such as \"name: ...\" and \"train:\", got " + describe_got(tree));
  }
  return tree;
}

/// @param above  the files that led here, for the cycle check
YamlTree load_with_bases(const fs::path& path, const std::string& wanted_at, std::vector<fs::path> above) {
  YamlTree tree = read_yaml_file(path, wanted_at);
  SourceLocation location;
  const fs::path base = take_base(tree, path, location);
  if (base.empty()) return tree;

  above.push_back(path);
  std::error_code ignored;
  for (const fs::path& file : above) {
    if (!fs::equivalent(file, base, ignored)) continue;
    std::string chain;
    for (const fs::path& step : above) chain += step.string() + " -> ";
    throw ConfigError(to_string(location) +
                      ": base: expected files that don't lead back to themselves, got " + chain +
                      base.string());
  }
  YamlTree below = load_with_bases(base, to_string(location) + ": base: ", std::move(above));
  merge(below, std::move(tree));
  return below;
}

/// "train.epochs=3" as a tree of maps. Its errors name the override.
YamlTree parse_override(const std::string& text) {
  const std::string source = "--set " + text;
  const size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw ConfigError(source + ": expected key.path=value, such as train.epochs=30");
  }
  std::vector<std::string> keys;
  size_t begin = 0;
  while (begin <= equals) {
    const size_t end = std::min(text.find('.', begin), equals);
    keys.push_back(text.substr(begin, end - begin));
    if (keys.back().empty()) throw ConfigError(source + ": expected key.path=value, got an empty key");
    begin = end + 1;
  }
  if (keys.front() == "base") {
    throw ConfigError(source + ": base: expected in a config file only; a base can't be exchanged by --set");
  }
  YamlTree tree = parse_yaml(text.substr(equals + 1), source, text.substr(0, equals));
  tree.location = {source};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    YamlTree map;
    map.kind = YamlTree::Kind::kMap;
    map.location = {source};
    map.entries.push_back({*key, {source}, std::move(tree)});
    tree = std::move(map);
  }
  return tree;
}

}  // namespace

YamlTree load_layers(const fs::path& path, const std::vector<std::string>& overrides) {
  YamlTree tree = load_with_bases(path, "", {});
  for (const std::string& text : overrides) merge(tree, parse_override(text));
  return tree;
}

}  // namespace affekt
