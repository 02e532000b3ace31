// A YAML text as a tree in which every key and value knows its line and column.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace affekt {

/// Where something is written: a file with line and column (from 1), or an override such as "--set a.b=c".
struct SourceLocation {
  std::string source;
  int line = 0, column = 0;  // 0: `source` says it all
};

/// "configs/a.yaml:12:3" or "--set a.b=c".
std::string to_string(const SourceLocation& location);

struct YamlTree {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  std::string text;     // of a scalar
  bool quoted = false;  // a scalar in quotes or of several lines: always a text, never a number
  SourceLocation location;
  std::vector<YamlTree> items;  // of a list
  std::vector<Entry> entries;   // of a map, in the file's order, no key twice
};

struct YamlTree::Entry {
  std::string key;
  SourceLocation location;  // of the key
  YamlTree value;
};

/// The value under `key`, or null.
const YamlTree::Entry* find_entry(const YamlTree& map, const std::string& key);

/// @param source        the file name in errors, or the override ("--set a.b=c")
/// @param override_key  not empty: the text is this key's value in an override; locations have no line then
/// @throws ConfigError  not YAML, a repeated key, more than one document, or what configs don't need:
/// anchors,
///                      aliases, tags, texts of more than 4096 characters
YamlTree parse_yaml(const std::string& text, const std::string& source, const std::string& override_key = "");

/// What a user sees at the place of a value: `a list`, `the number 1.5`, `the text "abc"`, `nothing`.
std::string describe_got(const YamlTree& value);

/// YAML's plain scalars that stand for a number (also .nan and .inf) or for true and false.
bool looks_like_number(const std::string& text);
bool looks_like_bool(const std::string& text);

}  // namespace affekt
