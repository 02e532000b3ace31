#include "kinds/verification/check_kept_data.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/text/text.h"
#include "evaluation/report/value_text.h"

namespace affekt {

using nlohmann::json;

void check_kept_data(const KeptRun& kept, const KeptData& data, CheckList& checks) {
  const std::string source = "source of the data";
  if (kept.report.source_digest().empty()) {
    checks.add_impossible(source, "a former version of affekt kept no digest of it");
  } else {
    checks.add_ok(source, "digest " + data.envelope.source_digest.substr(0, 12) + "...");
  }
  if (kept.report.is_pooled()) return;  // each fold has a prepared file of its own
  const std::string expected = kept.report.text("/data/digest"), &got = data.envelope.content_digest;
  if (expected == got) {
    checks.add_ok("prepared data", "digest " + got.substr(0, 12) + "...");
  } else {
    checks.add_impossible(
        "prepared data",
        fmt::format("of the same source, but prepared otherwise, as by another version: digest {}..., kept "
                    "{}...",
                    got.substr(0, 12), expected.substr(0, 12)));
  }
}

std::string describe_other_machine(const std::filesystem::path& kept_path,
                                   const std::filesystem::path& made_path) {
  const json kept = read_json_object(kept_path), made = read_json_object(made_path);
  if (kept.is_null()) return "no manifest.json was kept, so the machine is not known";
  std::string differences;
  for (const char* key : {"affekt", "commit", "libtorch", "compiler", "processor", "intra_op_threads"}) {
    const json &before = member_or_null(kept, key), &now = member_or_null(made, key);
    if (before != now)
      differences += fmt::format("{}{} {}, here {}", differences.empty() ? "" : "; ", key,
                                 to_json_text(before), to_json_text(now));
  }
  return differences;
}

}  // namespace affekt
