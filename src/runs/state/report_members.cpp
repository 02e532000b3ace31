#include "runs/state/report_members.h"

#include <string_view>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/affix.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Begins a member of the outermost object, and nothing else: texts in JSON hold no line feed.
constexpr std::string_view kMember = "\n  \"";

/// The text of a member's value; empty: there is none.
std::string_view find_value(std::string_view text, const std::string& name) {
  const std::string key = std::string(kMember) + name + "\": ";
  const size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view value = text.substr(at + key.size());
  const size_t next = value.find(kMember);
  value = value.substr(0, next != std::string_view::npos ? next : value.rfind("\n}"));
  if (ends_with(value, ",")) value.remove_suffix(1);
  return value;
}

}  // namespace

json read_report_members(const std::filesystem::path& path, const std::vector<std::string>& names) {
  const std::string text = read_text_file(path);
  json found = json::object();
  const auto refuse = [&] {
    throw ArtifactError(path.string() +
                        ": no JSON object, or a damaged one; make it anew with 'affekt evaluate'");
  };
  if (begins_with(text, "{\n  \"") && (ends_with(text, "\n}\n") || ends_with(text, "\n}"))) {
    const std::string_view all = std::string_view(text).substr(1);
    for (const std::string& name : names) {
      const std::string_view value = find_value(all, name);
      if (value.empty()) continue;
      found[name] = json::parse(value, nullptr, /*allow_exceptions=*/false);
      if (found[name].is_discarded()) refuse();
    }
    return found;
  }
  const json report = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!report.is_object()) refuse();
  for (const std::string& name : names)
    if (report.contains(name)) found[name] = report[name];
  return found;
}

}  // namespace affekt
