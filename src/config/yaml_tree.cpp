#include "config/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "config/config_errors.h"
#include "config/field_visitor.h"
#include "core/error.h"

namespace affekt {
namespace {

/// Builds the tree out of yaml-cpp's events. YAML::Node would do less: of a repeated key it keeps the first
/// and forgets the second.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string source, bool is_override) : source_(std::move(source)), is_override_(is_override) {}

  YamlTree take() {
    errors_.throw_if_any();
    return std::move(root_);
  }

  SourceLocation locate(const YAML::Mark& mark) const {
    if (is_override_ || mark.is_null()) return {source_};
    return {source_, mark.line + 1, mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (num_documents_++ > 0) refuse(mark, "a second document in one file", "one document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(YamlTree::Kind::kNull, mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "an alias (*)", "a value"); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "an anchor (&)", "a value");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    if (awaits_key()) {
      begin_entry(mark, value);
      return;
    }
    YamlTree& scalar = add(YamlTree::Kind::kScalar, mark);
    scalar.text = value;
    scalar.quoted = tag == "!";
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    push(YamlTree::Kind::kList, mark);
  }
  void OnSequenceEnd() override { pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    push(YamlTree::Kind::kMap, mark);
  }
  void OnMapEnd() override { pop(); }

 private:
  /// A map or list whose end has not come yet. Held by value: growing vectors would move what a pointer
  /// points to.
  struct Open {
    YamlTree value;
    std::string path;
    bool awaits_value = false;  // of a map: the key was read
    bool repeated = false;      // the value to come belongs to a repeated key and is dropped
  };

  bool awaits_key() const {
    return !open_.empty() && open_.back().value.kind == YamlTree::Kind::kMap && !open_.back().awaits_value;
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& got,
                           const std::string& expected) const {
    throw ConfigError(fmt::format("{}: expected {}, got {}", to_string(locate(mark)), expected, got));
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "the tag " + tag, "a value without a tag");
  }

  void begin_entry(const YAML::Mark& mark, const std::string& key) {
    Open& map = open_.back();
    map.awaits_value = true;
    if (const YamlTree::Entry* first = find_entry(map.value, key)) {
      map.repeated = true;
      errors_.add(locate(mark), join_key(map.path, key),
                  is_override_ ? "repeated key"
                               : fmt::format("repeated key, first given at line {}", first->location.line));
    } else {
      map.value.entries.push_back({key, locate(mark), {}});
    }
  }

  /// Puts a value where it belongs. @return the place it has now
  YamlTree& place(YamlTree value) {
    if (open_.empty()) return root_ = std::move(value);
    Open& parent = open_.back();
    if (parent.value.kind == YamlTree::Kind::kList) return parent.value.items.emplace_back(std::move(value));
    parent.awaits_value = false;
    if (parent.repeated) {
      parent.repeated = false;
      return dropped_ = std::move(value);
    }
    return parent.value.entries.back().value = std::move(value);
  }

  YamlTree& add(YamlTree::Kind kind, const YAML::Mark& mark) {
    if (awaits_key()) refuse(mark, kind == YamlTree::Kind::kNull ? "nothing" : "a list or map", "a key");
    YamlTree value;
    value.kind = kind;
    value.location = locate(mark);
    return place(std::move(value));
  }

  void push(YamlTree::Kind kind, const YAML::Mark& mark) {
    if (awaits_key()) refuse(mark, "a list or map", "a key");
    Open next;
    next.value.kind = kind;
    next.value.location = locate(mark);
    if (!open_.empty()) {
      const Open& parent = open_.back();
      next.path = parent.value.kind == YamlTree::Kind::kList || parent.value.entries.empty()
                      ? parent.path
                      : join_key(parent.path, parent.value.entries.back().key);
    }
    open_.push_back(std::move(next));
  }

  void pop() {
    YamlTree value = std::move(open_.back().value);
    open_.pop_back();
    place(std::move(value));
  }

  std::string source_;
  bool is_override_;
  int num_documents_ = 0;
  YamlTree root_, dropped_;
  std::vector<Open> open_;
  ConfigErrors errors_;
};

}  // namespace

std::string to_string(const SourceLocation& location) {
  if (location.line == 0) return location.source;
  return fmt::format("{}:{}:{}", location.source, location.line, location.column);
}

const YamlTree::Entry* find_entry(const YamlTree& map, const std::string& key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const YamlTree::Entry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &*found;
}

YamlTree parse_yaml(const std::string& text, const std::string& source, bool is_override) {
  TreeBuilder builder(source, is_override);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw ConfigError(fmt::format("{}: not valid YAML: {}; look at indentation, colons and quotes",
                                  to_string(builder.locate(error.mark)), error.msg));
  }
  return builder.take();
}

bool looks_like_number(const std::string& text) {
  static const std::regex number(
      R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))");
  return std::regex_match(text, number);
}

bool looks_like_bool(const std::string& text) {
  static const std::regex boolean("true|True|TRUE|false|False|FALSE");
  return std::regex_match(text, boolean);
}

std::string describe_got(const YamlTree& value) {
  switch (value.kind) {
    case YamlTree::Kind::kNull:
      return "nothing";
    case YamlTree::Kind::kList:
      return "a list";
    case YamlTree::Kind::kMap:
      return "a map";
    case YamlTree::Kind::kScalar:
      break;
  }
  if (value.quoted) return fmt::format("\"{}\" in quotes", value.text);
  if (looks_like_number(value.text)) return value.text;
  if (looks_like_bool(value.text)) return value.text;
  return fmt::format("\"{}\"", value.text);
}

}  // namespace affekt
