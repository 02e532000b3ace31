#include "jobs/check_named_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/prepared_options.h"
#include "core/error.h"
#include "core/member_or_null.h"
#include "core/text/text.h"
#include "store/prepared_file.h"

namespace affekt {
namespace {

using nlohmann::json;

bool are_same_classes(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

/// Empty: the file has the classes of the config. @param options  of the file: it names classes if some are
/// left out
std::string find_other_classes(const RunRequest& request, const json& options) {
  const std::vector<std::string>& wanted = request.config.data.classes;
  const std::vector<std::string> classes = read_prepared_info(request.prepared_path).class_names;
  if (wanted.empty() ? !options.contains("classes") : are_same_classes(wanted, classes)) return "";
  return fmt::format("data.classes is {}, and the file was prepared with {}", to_json_text(json(wanted)),
                     to_json_text(json(classes)));
}

}  // namespace

void check_named_file(const RunRequest& request) {
  const PreparedEnvelope envelope = read_prepared_envelope(request.prepared_path);
  const std::string file = to_valid_utf8(request.prepared_path.string());
  const DataConfig& data = request.config.data;
  const json options = json::parse(envelope.ingest_options, nullptr, /*allow_exceptions=*/false);
  const json source = member_or_null(options, "source");
  if (source.is_string() && source != data.source)
    throw ConfigError(
        fmt::format("--prepared {}: is made of the data set {}, and data.source of the config is {}; give "
                    "both of one",
                    file, source.get<std::string>(), data.source));
  std::string other = find_other_option(options, data).value_or("");
  const bool has_classes = envelope.kind == kImagesKind || envelope.kind == kWaveformsKind;
  if (other.empty() && has_classes) other = find_other_classes(request, options);
  if (other.empty()) return;
  throw ConfigError(
      fmt::format("--prepared {}: {}; set the key as it was when the file was prepared, or prepare a file "
                  "with this config",
                  file, other));
}

}  // namespace affekt
