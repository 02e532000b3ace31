#include "config/write/write_document.h"

#include <fmt/format.h>

#include "config/field_visitor.h"
#include "config/yaml_value.h"

namespace affekt {
namespace {

class DocumentWriter : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer value, const FieldRules& rules) override {
    text_ += fmt::format("{0}# {1} ({2})\n{0}{3}: {4}\n", indent_, rules.description,
                         describe_expected(rules, value), key, format_yaml_value(value, rules.is_path));
  }
  std::string take() { return std::move(text_); }

 protected:
  void enter_section(std::string_view key, const std::string& description) override {
    text_ += fmt::format("{0}# {1}\n{0}{2}:\n", indent_, description, key);
    indent_ += "  ";
  }
  void leave_section() override { indent_.erase(indent_.size() - 2); }

 private:
  std::string indent_, text_;
};

}  // namespace

std::string write_document(const std::function<void(FieldVisitor&)>& describe) {
  DocumentWriter writer;
  describe(writer);
  return writer.take();
}

}  // namespace affekt
