// A report on a clustering of songs against the clusters of each song, and against its own tables.
#include <algorithm>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"
#include "evaluation/verification/compare_facts.h"
#include "evaluation/verification/kept_report.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr char kClustersFile[] = "clusters.csv";

/// clusters.csv holds each song's cluster, and its distance to the centroid in 6 digits.
void check_against_clusters(const KeptReport& kept, CheckList& checks) {
  const std::filesystem::path path = kept.directory / kClustersFile;
  const ReportCsv file(read_text_file(path), path.string());
  const auto column_of = [&](const std::string& name) {
    const auto found = std::find(file.columns().begin(), file.columns().end(), name);
    if (found == file.columns().end()) file.fail_columns("no column " + name);
    return static_cast<size_t>(found - file.columns().begin());
  };
  const size_t cluster_column = column_of("cluster"), distance_column = column_of("distance");
  std::vector<int64_t> sizes(kept.report.at("clusters").size(), 0);
  double inertia = 0;
  for (size_t i = 0; i < file.num_rows(); ++i) {
    const auto cluster = file.number<int64_t>(i, cluster_column);
    if (cluster < 0 || cluster >= static_cast<int64_t>(sizes.size()))
      file.fail_cell(i, cluster_column, "which the report does not have");
    ++sizes[static_cast<size_t>(cluster)];
    const auto distance = file.number<double>(i, distance_column);
    inertia += distance * distance;
  }
  json clusters = json::array();
  for (const int64_t size : sizes) clusters.push_back({{"size", size}});
  compare_facts(checks, "sizes of clusters against clusters.csv", clusters, kept.report.at("clusters"));
  compare_facts(checks, "counts of songs against clusters.csv", {{"num_clustered", file.num_rows()}},
                kept.report.at("data"));
  FactRules rules;
  rules.tolerance = 1e-4;  // of distances in 6 digits, squared and summed up
  compare_facts(checks, "inertia against clusters.csv", {{"inertia", {{"value", inertia}}}},
                kept.report.at("metrics"), rules);
}

/// Sizes, shares, inertia and variance explained tell each other.
void check_against_each_other(const KeptReport& kept, CheckList& checks) {
  const json& report = kept.report;
  const int64_t num_songs = report.at("data").at("num_clustered");
  int64_t sum = 0;
  double smallest = 1;
  json clusters = json::array();
  for (const json& cluster : report.at("clusters")) {
    const int64_t size = cluster.at("size");
    const double share = static_cast<double>(size) / static_cast<double>(std::max<int64_t>(num_songs, 1));
    clusters.push_back({{"index", clusters.size()}, {"share", share}});
    sum += size;
    smallest = std::min(smallest, share);
  }
  compare_facts(checks, "shares of clusters against their sizes", clusters, report.at("clusters"));
  compare_facts(checks, "counts of songs against the clusters", {{"num_clustered", sum}}, report.at("data"));
  compare_facts(checks, "smallest share against the clusters", {{"smallest_share", {{"value", smallest}}}},
                report.at("metrics"));
  compare_facts(checks, "number of clusters against the clusters", {{"num_clusters", clusters.size()}},
                report);
  const json& inertia = report.at("metrics").at("inertia").at("value");
  const json whole = kept.member("/baselines/one_cluster/inertia");
  if (!inertia.is_number() || !whole.is_number() || whole.get<double>() == 0) return;  // no clustered space
  FactRules rules;
  rules.tolerance = 1e-9;
  const double explained = 1 - inertia.get<double>() / whole.get<double>();
  compare_facts(checks, "variance explained against the inertia",
                {{"feature_variance_explained", {{"value", explained}}}}, report.at("metrics"), rules);
}

}  // namespace

void check_song_report(const KeptReport& kept, CheckList& checks) {
  check_against_each_other(kept, checks);
  if (std::filesystem::exists(kept.directory / kClustersFile)) {
    check_against_clusters(kept, checks);
  } else {
    checks.add_not_kept("report against the songs' clusters", kClustersFile);
  }
}

}  // namespace affekt
