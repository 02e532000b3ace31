#include "config/parse/read_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <regex>

#include "config/nearest_key.h"
#include "config/parse/expand_environment.h"
#include "config/parse/suggest_number.h"
#include "core/error.h"
#include "core/text/text.h"

namespace affekt {
namespace {

template <class Number>
std::optional<Number> parse_whole(const std::string& text) {
  const char* begin = text.data();
  const char* const end = begin + text.size();
  if (begin != end && *begin == '+') ++begin;  // YAML has it, from_chars does not
  Number number{};
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Decimal digits only. A leading zero means octal to some YAML readers, so nobody may rely on it.
std::optional<int64_t> parse_integer(const std::string& text) {
  static const std::regex form("[-+]?(0|[1-9][0-9]*)");
  return std::regex_match(text, form) ? parse_whole<int64_t>(text) : std::nullopt;
}

/// As of integers, no leading zero. @return nothing for .nan, .inf and numbers beyond double
std::optional<double> parse_number(const std::string& text) {
  static const std::regex form(R"([-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
  return std::regex_match(text, form) ? parse_whole<double>(text) : std::nullopt;
}

bool is_plain_scalar(const YamlTree& value) {
  return value.kind == YamlTree::Kind::kScalar && !value.quoted;
}

class ValueReader {
 public:
  ValueReader(const YamlTree& value, const std::string& path, const FieldRules& rules, ConfigErrors& errors)
      : value_(value), path_(path), rules_(rules), errors_(errors) {}

  void operator()(bool* field) const {
    if (is_plain_scalar(value_) && (value_.text == "true" || value_.text == "false")) {
      *field = value_.text == "true";
    } else {
      refuse(field, suggest_bool());
    }
  }

  void operator()(int64_t* field) const {
    const auto number = is_plain_scalar(value_) ? parse_integer(value_.text) : std::nullopt;
    if (number && rules_.allows(static_cast<double>(*number))) {
      *field = *number;
    } else {
      refuse(field, suggest_number(true));
    }
  }

  void operator()(double* field) const {
    const auto number = is_plain_scalar(value_) ? parse_number(value_.text) : std::nullopt;
    if (number && rules_.allows(*number)) {
      *field = *number;
    } else {
      refuse(field, suggest_number(false));
    }
  }

  void operator()(std::string* field) const {
    if (!rules_.is_path && to_valid_utf8(value_.text) != value_.text)  // a path's bytes are the file system's
      return refuse(field, "it is not UTF-8; save the YAML file as UTF-8, or write it in UTF-8");
    if (value_.kind == YamlTree::Kind::kNull && rules_.is_empty_allowed)
      return refuse(field, "write \"\"; on a command line --set '" + path_ + "=\"\"'");
    const bool is_empty = value_.text.empty() && !rules_.is_empty_allowed;
    if (value_.kind != YamlTree::Kind::kScalar || is_empty) return refuse(field, "");
    std::string text = value_.text;
    if (rules_.is_path) {
      try {
        text = expand_environment(unescape_path(text));
      } catch (const ConfigError& error) {
        errors_.add(value_.location, path_, error.what());
        return;
      }
    }
    if (!rules_.choices.empty()) {
      if (std::find(rules_.choices.begin(), rules_.choices.end(), text) == rules_.choices.end()) {
        const std::string nearest = find_nearest(text, rules_.choices);
        return refuse(field, nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
      }
    } else if (!value_.quoted && (looks_like_number(value_.text) || looks_like_bool(value_.text))) {
      return refuse(field, "a text of this form needs quotes: \"" + value_.text + "\"");
    }
    static const std::regex folder_name("[A-Za-z0-9][A-Za-z0-9._-]*");
    if ((text.empty() && !rules_.is_empty_allowed) ||
        (rules_.is_folder_name && !std::regex_match(text, folder_name))) {
      return refuse(field, "");
    }
    *field = text;
  }

  void operator()(std::vector<int64_t>* field) const { read_list(field); }

  void operator()(std::vector<std::string>* field) const { read_list(field); }

 private:
  template <class Item>
  void read_list(std::vector<Item>* field) const {
    if (value_.kind != YamlTree::Kind::kList) return refuse(field, "");
    if (value_.items.size() < rules_.min_items || value_.items.size() > rules_.max_items) {
      errors_.add(value_.location, path_,
                  fmt::format("expected {}, got {} items", describe_expected(rules_, FieldPointer(field)),
                              value_.items.size()));
      return;
    }
    std::vector<Item> items(value_.items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      ValueReader(value_.items[i], fmt::format("{}[{}]", path_, i), rules_, errors_)(&items[i]);
    }
    *field = std::move(items);
  }

  template <class Field>
  void refuse(Field* field, const std::string& suggestion) const {
    std::string what =
        "expected " + describe_expected(rules_, FieldPointer(field)) + ", got " + describe_got(value_);
    if (!suggestion.empty()) what += "; " + suggestion;
    errors_.add(value_.location, path_, what);
  }

  std::string suggest_bool() const {
    if (value_.kind != YamlTree::Kind::kScalar) return "";
    static const std::regex yes("yes|on|y|true|1", std::regex::icase),
        no("no|off|n|false|0", std::regex::icase);
    if (std::regex_match(value_.text, yes)) return "did you mean true?";
    return std::regex_match(value_.text, no) ? "did you mean false?" : "";
  }

  /// For a number in the wrong form: "128" in quotes, 0,5, 007, and 1e3 or 60.0 where an integer belongs.
  std::string suggest_number(bool is_integer) const {
    if (value_.kind != YamlTree::Kind::kScalar) return "";
    const std::string numbers = affekt::suggest_number(value_.text, rules_, is_integer);
    return numbers.empty()
               ? ""
               : fmt::format("did you mean {}{}?", numbers, value_.quoted ? " without quotes" : "");
  }

  const YamlTree& value_;
  const std::string& path_;
  const FieldRules& rules_;
  ConfigErrors& errors_;
};

}  // namespace

void read_value(const YamlTree& value, const std::string& path, const FieldRules& rules,
                const FieldPointer& field, ConfigErrors& errors) {
  std::visit(ValueReader(value, path, rules, errors), field);
}

}  // namespace affekt
