#include "evaluation/verification/kept_report.h"

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/json_file.h"
#include "core/text/count_text.h"
#include "evaluation/report/report_digest.h"
#include "evaluation/report/report_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Whether a name that a file tells leads to nowhere else than below the report's folder.
bool is_inside(const fs::path& name) {
  return name.is_relative() && std::find(name.begin(), name.end(), "..") == name.end();
}

void check_file_digest(const KeptReport& kept, const std::string& name, const std::string& digest,
                       CheckList& checks) {
  const std::string what = name + " against its digest";
  const fs::path file = kept.directory / name;
  if (fs::exists(file)) {
    checks.compare(what, digest, sha256_of_file(file));
  } else {
    checks.add_not_kept(what, name);
  }
}

/// Reports of former versions name fewer files.
constexpr char kNoDigest[] = "digest not kept, as by a former version of affekt";

/// One check for all that are as they were. @param digests  {"figures/curves.svg": SHA-256}
void check_figures(const KeptReport& kept, const json& digests, CheckList& checks) {
  const std::string what = "figures against their digests";
  if (digests.empty()) {
    if (fs::exists(kept.directory / "figures")) checks.add_impossible(what, kNoDigest);
    return;
  }
  int64_t num_equal = 0;
  for (const auto& [name, digest] : digests.items()) {
    const fs::path file = kept.directory / name;
    if (fs::exists(file) && sha256_of_file(file) == digest) {
      ++num_equal;
    } else {
      check_file_digest(kept, name, digest, checks);
    }
  }
  if (num_equal > 0) checks.add_ok(what, count_of(num_equal, "figure"));
}

}  // namespace

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
    checks.add_impossible(own, kNoDigest);
  }
  const json digests = kept.member("/digests");
  json of_figures = json::object();
  for (const auto& [name, digest] : digests.items()) {
    if (!is_inside(name) || !digest.is_string()) {
      checks.add_broken(name + " against its digest",
                        "digests of report.json: expected names of files beside it, and texts");
    } else if (fs::path(name).has_parent_path()) {
      of_figures[name] = digest;
    } else {
      check_file_digest(kept, name, digest, checks);
    }
  }
  for (const char* page : {"report.html", "report.md"})
    if (!digests.contains(page) && fs::exists(kept.directory / page))
      checks.add_impossible(std::string(page) + " against its digest", kNoDigest);
  check_figures(kept, of_figures, checks);
}

}  // namespace affekt
