#include "config/parse/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "config/field_visitor.h"
#include "config/parse/config_errors.h"
#include "config/parse/odd_characters.h"
#include "core/error.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr size_t kMaxTextLength = 4096;  // std::regex recurses once a character

/// In quotes, on one line, not too long.
std::string describe_text(const std::string& text) {
  // JSON's escapes keep the message on one line.
  return to_json_text(nlohmann::json(shorten_text(text, 80)));
}

/// The position of a line's first character. @param line  from 0
size_t find_line(std::string_view text, int line) {
  size_t position = 0;
  for (; line > 0; --line) position = text.find('\n', position) + 1;
  return position;
}

bool is_indented_by_tab(std::string_view text, int line) {
  const std::string_view rest = text.substr(std::min(find_line(text, line), text.size()));
  return rest.substr(0, rest.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

/// Builds the tree out of yaml-cpp's events. YAML::Node would do less: of a repeated key it keeps the first
/// and forgets the second.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, std::string source, std::string override_key)
      : text_(text), source_(std::move(source)), override_key_(std::move(override_key)) {}

  YamlTree take() {
    errors_.throw_if_any();
    return std::move(root_);
  }

  SourceLocation locate(const YAML::Mark& mark) const {
    if (!override_key_.empty() || mark.is_null()) return {source_};
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
    refuse_open_quote(mark, tag);
    if (value.size() > kMaxTextLength) {
      refuse(mark, fmt::format("{}", value.size()), fmt::format("at most {} characters", kMaxTextLength));
    }
    const std::string odd = awaits_key() ? describe_odd_character(value)
                            : tag == "!" ? ""
                                         : describe_odd_edge(value);
    if (!odd.empty()) {
      errors_.add(locate(mark), awaits_key() ? "" : path_of_value(),
                  fmt::format("{} holds {}, which is a letter to YAML; type the plain character in its place",
                              describe_text(value), odd));
    }
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

  /// Of the value that comes next.
  std::string path_of_value() const {
    if (open_.empty()) return override_key_;
    const Open& parent = open_.back();
    return parent.value.kind == YamlTree::Kind::kList || parent.value.entries.empty()
               ? parent.path
               : join_key(parent.path, parent.value.entries.back().key);
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& got,
                           const std::string& expected) const {
    throw ConfigError(fmt::format("{}: expected {}, got {}", to_string(locate(mark)), expected, got));
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "the tag " + tag, "a value without a tag");
  }

  /// yaml-cpp 0.7 ends a text in quotes at the end of the file without a word.
  void refuse_open_quote(const YAML::Mark& mark, const std::string& tag) const {
    size_t position = find_line(text_, mark.line) + static_cast<size_t>(mark.column);
    if (tag != "!" || position >= text_.size()) return;
    const char quote = text_[position];
    if (quote != '"' && quote != '\'') return;
    for (++position; position < text_.size(); ++position) {
      const bool is_double = quote == '"', is_escape = is_double && text_[position] == '\\';
      const bool is_pair = !is_double && text_.substr(position, 2) == "''";  // stands for one quote
      if (is_escape || is_pair) {
        ++position;
      } else if (text_[position] == quote) {
        return;
      }
    }
    throw ConfigError(to_string(locate(mark)) + ": not valid YAML: this quote is never closed");
  }

  void begin_entry(const YAML::Mark& mark, const std::string& key) {
    Open& map = open_.back();
    map.awaits_value = true;
    if (const YamlTree::Entry* first = find_entry(map.value, key)) {
      map.repeated = true;
      errors_.add(locate(mark), join_key(map.path, key),
                  !override_key_.empty()
                      ? "repeated key"
                      : fmt::format("repeated key, first given at line {}", first->location.line));
    } else {
      // The value is overwritten when it comes.
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
    YamlTree& placed = place(std::move(value));
    // yaml-cpp gives a missing value the place of whatever comes next.
    const bool is_of_map = !open_.empty() && open_.back().value.kind == YamlTree::Kind::kMap;
    if (kind == YamlTree::Kind::kNull && is_of_map)
      placed.location = open_.back().value.entries.back().location;
    return placed;
  }

  void push(YamlTree::Kind kind, const YAML::Mark& mark) {
    if (awaits_key()) refuse(mark, "a list or map", "a key");
    Open next;
    next.value.kind = kind;
    next.value.location = locate(mark);
    next.path = path_of_value();
    open_.push_back(std::move(next));
  }

  void pop() {
    YamlTree value = std::move(open_.back().value);
    open_.pop_back();
    place(std::move(value));
  }

  std::string_view text_;
  std::string source_, override_key_;
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

YamlTree parse_yaml(const std::string& text, const std::string& source, const std::string& override_key) {
  TreeBuilder builder(text, source, override_key);
  try {
    YAML::LoadAll(
        text);  // for the syntax: of half a list, the events below say strange things before they fail
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    static const std::regex of_escapes(".*(escape|hex|unicode).*");
    const bool is_escape = std::regex_match(error.msg, of_escapes);
    const char* const advice =
        is_escape
            ? "in double quotes a backslash begins an escape: write paths with /, and in WSL C: as /mnt/c"
        : is_indented_by_tab(text, error.mark.line) ? "this line is indented by a tab, YAML takes spaces only"
                                                    : "look at indentation, colons and quotes";
    throw ConfigError(
        fmt::format("{}: not valid YAML: {}; {}", to_string(builder.locate(error.mark)), error.msg, advice));
  }
  return builder.take();
}

bool looks_like_number(const std::string& text) {
  static const std::regex number(
      R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+)"
      R"(|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))");
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
  if (!value.quoted && (looks_like_number(value.text) || looks_like_bool(value.text))) return value.text;
  const std::string odd = value.quoted ? "" : describe_odd_character(value.text);
  return describe_text(value.text) + (value.quoted ? " in quotes" : "") +
         (odd.empty() ? "" : ", which holds " + odd);
}

}  // namespace affekt
