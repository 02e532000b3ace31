#include "ingest/chosen_classes.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> choose_classes(const std::vector<std::string>& all,
                                        const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted) {
    if (contains(all, name)) continue;
    throw ConfigError(fmt::format("data.classes: '{}' is no class of the data set; it has {}{}", name,
                                  fmt::join(all, ", "), suggest_nearest(name, all)));
  }
  std::vector<std::string> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
               [&](const std::string& name) { return wanted.empty() || contains(wanted, name); });
  return chosen;
}

void leave_out_classes(const std::vector<std::string>& all, const std::vector<std::string>& chosen,
                       Samples& samples) {
  if (chosen.size() == all.size()) return;
  constexpr int32_t kLeftOut = -1;
  std::vector<int32_t> new_label;  // by the label until now
  for (const std::string& name : all) {
    const auto found = std::find(chosen.begin(), chosen.end(), name);
    new_label.push_back(found == chosen.end() ? kLeftOut : static_cast<int32_t>(found - chosen.begin()));
  }
  std::vector<int64_t> kept, left_out(all.size());
  const std::vector<int32_t>& labels = table_of(samples).labels;
  for (size_t row = 0; row < labels.size(); ++row) {
    const auto label = static_cast<size_t>(labels[row]);
    if (new_label[label] == kLeftOut) {
      ++left_out[label];
    } else {
      kept.push_back(static_cast<int64_t>(row));
    }
  }
  samples = std::visit([&](const auto& some) { return Samples(select_rows(some, kept)); }, samples);
  for (int32_t& label : table_of(samples).labels) label = new_label[static_cast<size_t>(label)];
  std::vector<std::string> counts;
  for (size_t k = 0; k < all.size(); ++k) {
    if (new_label[k] == kLeftOut) counts.push_back(fmt::format("{} ({})", all[k], format_count(left_out[k])));
  }
  log_info(fmt::format("Left out, as data.classes says: the samples of {}", fmt::join(counts, ", ")));
}

}  // namespace affekt
