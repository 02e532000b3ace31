#include "config/portable_config.h"

#include <set>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "config/experiment_config.h"
#include "config/field_visitor.h"
#include "core/digest.h"

namespace affekt {
namespace {

constexpr char kAnyPath[] = "elsewhere";

class FileKeyCollector : public FieldVisitor {
 public:
  void field(std::string_view key, FieldPointer, const FieldRules& rules) override {
    if (rules.is_path) paths_.insert(path_of(key));
  }
  std::set<std::string> take() { return std::move(paths_); }

 private:
  std::set<std::string> paths_;
};

/// "data.path", "data.prepared_dir", ...
const std::set<std::string>& path_keys() {
  static const std::set<std::string> keys = [] {
    ExperimentConfig config;
    FileKeyCollector collector;
    config.describe(collector);
    return collector.take();
  }();
  return keys;
}

}  // namespace

std::string make_portable_config(const std::string& yaml) {
  std::vector<std::pair<size_t, std::string>> sections;  // indentation and key of those around the line
  std::string portable;
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    const size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos || line[indent] == '#') continue;
    const size_t colon = line.find(':', indent);
    while (!sections.empty() && sections.back().first >= indent) sections.pop_back();
    std::string key;
    for (const auto& section : sections) key = join_key(key, section.second);
    const std::string own = line.substr(indent, colon == std::string::npos ? colon : colon - indent);
    key = join_key(key, own);
    const bool is_section = colon != std::string::npos && colon + 1 == line.size();
    if (is_section) sections.emplace_back(indent, own);
    const bool is_set = !is_section && colon != std::string::npos && line.substr(colon + 1) != " \"\"";
    if (is_set && path_keys().count(key) > 0) line = line.substr(0, colon) + ": " + kAnyPath;
    portable += line + "\n";
  }
  return portable;
}

std::string digest_config(const std::string& yaml) {
  return sha256_of(make_portable_config(yaml));
}

bool is_digest_of_config(const std::string& digest, const std::string& yaml) {
  return digest == digest_config(yaml) || digest == sha256_of(yaml);
}

}  // namespace affekt
