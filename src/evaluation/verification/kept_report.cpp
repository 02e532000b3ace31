#include "evaluation/verification/kept_report.h"

#include "core/digest.h"
#include "core/error.h"
#include "core/files/json_file.h"
#include "evaluation/report/report_digest.h"
#include "evaluation/report/report_folder.h"

namespace affekt {

namespace fs = std::filesystem;
using nlohmann::json;

json KeptReport::member(const char* pointer) const {
  const json::json_pointer place(pointer);
  return report.contains(place) ? report.at(place) : json();
}

std::string KeptReport::text(const char* pointer) const {
  const json value = member(pointer);
  return value.is_string() ? value.get<std::string>() : "";
}

std::string KeptReport::kind() const {
  const std::string kind = text("/kind");
  return kind.empty() ? "classification" : kind;
}

std::string KeptReport::weights_digest() const {
  return text(is_pooled() ? "/cross_validation/final_model/weights_digest" : "/model/weights_digest");
}

fs::path KeptReport::find_predictions() const {
  for (const char* name : {"predictions.csv", "published_predictions.csv"})
    if (fs::exists(directory / name)) return directory / name;
  return {};
}

KeptReport read_kept_report(const fs::path& directory) {
  KeptReport kept;
  kept.directory = directory;
  if (!fs::exists(kept.path())) throw ArtifactError(kept.path().string() + ": not there");
  kept.report = read_json_object(kept.path());
  if (kept.report.is_null())
    throw ArtifactError(kept.path().string() +
                        ": not a JSON object, or a damaged one; expected a report of affekt");
  return kept;
}

void check_report_digests(const KeptReport& kept, CheckList& checks) {
  const std::string own = "report.json against its own digest";
  if (kept.report.contains(kReportDigestKey)) {
    checks.compare(own, kept.text((std::string("/") + kReportDigestKey).c_str()), digest_report(kept.report));
  } else {
    checks.add_impossible(own, "a former version of affekt wrote none");
  }
  const json digests = kept.member("/digests");
  if (!digests.is_object()) return;
  for (const auto& [name, digest] : digests.items()) {
    const std::string what = name + " against its digest";
    const fs::path file = kept.directory / name;
    if (fs::path(name).has_parent_path() || !digest.is_string()) {
      checks.add_broken(what, "digests of report.json: expected names of files beside it, and texts");
    } else if (!fs::exists(file)) {
      checks.add_not_kept(what, name);
    } else {
      checks.compare(what, digest.get<std::string>(), sha256_of_file(file));
    }
  }
}

}  // namespace affekt
