// What a config key declares about itself once: description, unit, range, choices, who uses it; and the
// visitor that reads it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/key_use.h"

namespace affekt {

/// The declaration of one key. Written as
/// FieldRules("Dropout before the last layer").at_least(0).below(1)
struct FieldRules {
  explicit FieldRules(std::string text) : description(std::move(text)) {}

  FieldRules& unit(std::string name) { return unit_name = std::move(name), *this; }
  FieldRules& at_least(double bound) { return minimum = bound, minimum_excluded = false, *this; }
  FieldRules& above(double bound) { return minimum = bound, minimum_excluded = true, *this; }
  FieldRules& at_most(double bound) { return maximum = bound, maximum_excluded = false, *this; }
  FieldRules& below(double bound) { return maximum = bound, maximum_excluded = true, *this; }
  /// A text that is one of these.
  FieldRules& one_of(std::vector<std::string> texts) { return choices = std::move(texts), *this; }
  /// A list's number of items; the range or choices above hold for each item.
  FieldRules& num_items(size_t from, size_t to) { return min_items = from, max_items = to, *this; }
  /// A text with `${NAME}` and `${NAME:-default}` taken from the environment.
  FieldRules& path() { return is_path = true, *this; }
  /// A text that names a folder: letters, digits, '.', '_', '-', the first a letter or digit.
  FieldRules& folder_name() { return is_folder_name = true, *this; }
  /// A text that may be "", which stands for none.
  FieldRules& may_be_empty() { return is_empty_allowed = true, *this; }
  /// It means something to such models or data sets only.
  FieldRules& of(KeyPart part) { return parts.push_back(part), *this; }
  /// There is no default: the key must be given.
  FieldRules& required() { return is_required = true, *this; }

  /// Whether a number is in the range; false for NaN.
  bool allows(double number) const;

  std::string description, unit_name;
  double minimum = -std::numeric_limits<double>::infinity(),
         maximum = std::numeric_limits<double>::infinity();
  bool minimum_excluded = false, maximum_excluded = false;
  bool is_path = false, is_folder_name = false, is_required = false, is_empty_allowed = false;
  std::vector<std::string> choices;
  std::vector<KeyPart> parts;
  size_t min_items = 0, max_items = 0;
};

/// A key's place in its struct; the type says what the key takes.
using FieldPointer =
    std::variant<bool*, int64_t*, double*, std::string*, std::vector<int64_t>*, std::vector<std::string>*>;

/// What the key takes, for messages and comments: "an integer from 1 to 10000", "cosine, step or plateau".
std::string describe_expected(const FieldRules& rules, const FieldPointer& value);

/// Is shown every key of a struct by the struct's `describe`, in order.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void field(std::string_view key, FieldPointer value, const FieldRules& rules) = 0;

  /// @param parts  all keys in it mean something to such models or data sets only
  template <class Section>
  void section(std::string_view key, Section& section, const std::string& description,
               const std::vector<KeyPart>& parts = {}) {
    sections_.push_back({std::string(key), parts});
    enter_section(key, description);
    section.describe(*this);
    leave_section();
    sections_.pop_back();
  }

 protected:
  /// Within these two, the section is the innermost one of path_of and parts_of.
  virtual void enter_section(std::string_view, const std::string& /*description*/) {}
  virtual void leave_section() {}

  /// The full path of a key of the section that is visited: "train.epochs"; without a key, the section's own.
  std::string path_of(std::string_view key = {}) const;
  /// What a key with these parts is about, with the sections that it lies in.
  std::vector<KeyPart> parts_of(const std::vector<KeyPart>& own) const;

 private:
  struct SectionStep {
    std::string key;
    std::vector<KeyPart> parts;
  };
  std::vector<SectionStep> sections_;
};

/// "train" and "epochs" give "train.epochs"; "" and "name" give "name".
std::string join_key(std::string_view section, std::string_view key);

}  // namespace affekt
