// Two clusterings of the same songs.
#include <fmt/format.h>

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/comparison/compared_report.h"
#include "evaluation/report/csv.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/song_report_text.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

using nlohmann::json;

struct ClusterTable {
  std::vector<std::string> ids;
  std::vector<int32_t> clusters;
  int32_t num_clusters = 0;
};

/// @throws ArtifactError: not the file that the report was written with; wrong columns
ClusterTable read_clusters(const ComparedReport& compared) {
  const std::string text = read_text_file(compared.predictions);
  const json& digest = member_or_null(member_or_null(compared.report, "digests"), "clusters.csv");
  if (digest.is_string() && digest != sha256_of(text))
    throw ArtifactError(compared.predictions.string() +
                        ": not the file that the report beside it was written with: they are not of the same "
                        "evaluation");
  const ReportCsv file(text, compared.predictions.string());
  const auto column_of = [&](const char* name) {
    const auto found = std::find(file.columns().begin(), file.columns().end(), name);
    if (found == file.columns().end())
      file.fail_columns(fmt::format("not the columns of clusters.csv: {} is missing", name));
    return static_cast<size_t>(found - file.columns().begin());
  };
  const size_t id = column_of("id"), cluster = column_of("cluster");
  ClusterTable table;
  for (size_t i = 0; i < file.num_rows(); ++i) {
    table.ids.push_back(file.text(i, id));
    table.clusters.push_back(file.number<int32_t>(i, cluster));
    if (table.clusters.back() < 0) file.fail_cell(i, cluster, "expected a cluster from 0 on");
    table.num_clusters = std::max(table.num_clusters, table.clusters.back() + 1);
  }
  if (table.ids.empty()) throw ArtifactError(compared.predictions.string() + ": holds no song");
  return table;
}

std::vector<int64_t> sizes_of(const std::vector<int32_t>& clusters, int32_t num_clusters) {
  std::vector<int64_t> sizes(static_cast<size_t>(num_clusters));
  for (const int32_t cluster : clusters) ++sizes[static_cast<size_t>(cluster)];
  return sizes;
}

/// How many songs of each cluster of the first are in each of the second.
std::vector<std::vector<int64_t>> count_shared(const ClusterTable& first, const std::vector<int32_t>& second,
                                               int32_t num_second) {
  std::vector<std::vector<int64_t>> counts(static_cast<size_t>(first.num_clusters),
                                           std::vector<int64_t>(static_cast<size_t>(num_second)));
  for (size_t i = 0; i < second.size(); ++i)
    ++counts[static_cast<size_t>(first.clusters[i])][static_cast<size_t>(second[i])];
  return counts;
}

/// Scores of a clustering are no means over songs that could be paired: no interval of their difference.
json compare_song_metrics(const json& first, const json& second) {
  json metrics = json::object();
  for (const MetricInfo& info : song_metrics()) {
    const json& a = member_or_null(member_or_null(first, info.name), "value");
    const json& b = member_or_null(member_or_null(second, info.name), "value");
    const bool are_numbers = a.is_number() && b.is_number();
    metrics[info.name] = {{"first", a},
                          {"second", b},
                          {"difference", are_numbers ? json(b.get<double>() - a.get<double>()) : json()},
                          {"ci95", nullptr},
                          {"excludes_zero", false},
                          {"p_value", nullptr}};
  }
  return metrics;
}

}  // namespace

json compare_clusterings(const ComparedReport& first, const ComparedReport& second,
                         const ResamplingOptions&) {
  const ClusterTable of_first = read_clusters(first), of_second = read_clusters(second);
  std::vector<int32_t> aligned;
  for (const int64_t row : align_rows(first, of_first.ids, second, of_second.ids))
    aligned.push_back(of_second.clusters[static_cast<size_t>(row)]);
  const PartitionAgreement agreement = compare_partitions(of_first.clusters, aligned);
  return {{"metrics", compare_song_metrics(first.report["metrics"], second.report["metrics"])},
          {"num_samples", of_first.ids.size()},
          {"unit", "sample"},
          {"num_units", of_first.ids.size()},
          {"clusters",
           {{"adjusted_rand", agreement.adjusted_rand},
            {"normalized_mutual_info", agreement.normalized_mutual_info},
            {"first_sizes", sizes_of(of_first.clusters, of_first.num_clusters)},
            {"second_sizes", sizes_of(aligned, of_second.num_clusters)},
            {"shared", count_shared(of_first, aligned, of_second.num_clusters)}}}};
}

}  // namespace affekt
