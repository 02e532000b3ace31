#include "runs/import/import_summary.h"

#include <fmt/format.h>

#include "core/text/affix.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

/// The group's name, or the tensor's own if it is in none.
std::string group_of(const std::string& tensor, const std::vector<LayerGroup>& groups) {
  for (const auto& group : groups)
    if (begins_with_any(tensor, group.prefixes)) return group.name;
  return tensor;
}

/// "conv1 (5), layer1 (20)" in the order of first appearance.
std::string count_by_group(const std::vector<std::string>& names, const std::vector<LayerGroup>& groups) {
  std::vector<std::string> order;
  std::map<std::string, int64_t> counts;
  for (const auto& name : names) {
    const std::string group = group_of(name, groups);
    if (counts[group]++ == 0) order.push_back(group);
  }
  for (auto& group : order)
    if (counts[group] > 1) group += fmt::format(" ({})", counts[group]);
  return list_names(order, 8);
}

}  // namespace

std::string list_names(const std::vector<std::string>& names, size_t most) {
  std::string text;
  for (size_t i = 0; i < names.size() && i < most; ++i) text += (i > 0 ? ", " : "") + names[i];
  if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
  return names.empty() ? "none" : text;
}

std::vector<std::string> new_tensors_of(const ImportSummary& summary) {
  std::vector<std::string> names = summary.missing;
  for (const UnfitTensor& tensor : summary.other_shape) names.push_back(tensor.name);
  names.insert(names.end(), summary.withheld.begin(), summary.withheld.end());
  return names;
}

nlohmann::json to_json(const ImportSummary& summary) {
  auto other_shape = nlohmann::json::array();
  for (const auto& entry : summary.other_shape)
    other_shape.push_back({{"name", entry.name}, {"expected", entry.expected}, {"got", entry.got}});
  return {{"file", summary.file_name},
          {"sha256", summary.sha256},
          {"num_loaded", summary.loaded.size()},
          {"missing", summary.missing},
          {"other_shape", other_shape},
          {"withheld", summary.withheld},
          {"left_over", summary.left_over},
          {"adapted", summary.adapted},
          {"has_folded_batch_norm", summary.has_folded_batch_norm}};
}

std::vector<std::string> describe(const ImportSummary& summary, const std::vector<LayerGroup>& groups) {
  std::vector<std::string> lines;
  const auto add = [&](const char* what, size_t count, const std::string& names) {
    if (count > 0 || lines.empty())
      lines.push_back(fmt::format("{}: {}: {}: {}", summary.file_name, what,
                                  count_of(static_cast<int64_t>(count), "tensor"), names));
  };
  std::vector<std::string> shapes;
  for (const auto& entry : summary.other_shape)
    shapes.push_back(fmt::format("{} (expected {}, got {})", entry.name, entry.expected, entry.got));
  add("loaded", summary.loaded.size(), count_by_group(summary.loaded, groups));
  add("not in the file, new", summary.missing.size(), count_by_group(summary.missing, groups));
  add("of another shape, new", shapes.size(), list_names(shapes, 4));
  add("not taken without the rest of their layer, new", summary.withheld.size(),
      count_by_group(summary.withheld, groups));
  add("left over", summary.left_over.size(), list_names(summary.left_over));
  for (const auto& adapted : summary.adapted) lines.push_back(summary.file_name + ": " + adapted);
  return lines;
}

}  // namespace affekt
